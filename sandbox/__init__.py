"""A local Bot API server with a web chat, and the demo that runs on it."""
