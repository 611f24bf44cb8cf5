"""The issue platform: pages, API and sign-in."""
