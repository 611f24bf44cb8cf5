"""Reports for the management and for staff: how much came, how long it took, and how well it went."""
