"""Everything that is kept, written to open formats and read back."""
