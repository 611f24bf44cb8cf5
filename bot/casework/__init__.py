"""Casework: what staff and customers do to a ticket, wherever they do it: on the desk, in chat or through the API."""
