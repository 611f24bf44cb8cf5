"""/broadcast, the dialog in which staff compose, and /broadcasts, where they see what became of it."""
