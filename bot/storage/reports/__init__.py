"""What reports count: statements over a period, each reading only its rows. Issues merged into others are left out."""
