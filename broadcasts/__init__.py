"""Announcements, audiences, campaigns and the sender."""
