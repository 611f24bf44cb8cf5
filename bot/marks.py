"""Characters that nobody sees, or that leave no ink."""

import re

UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""Control characters but tab and newline: no page can show them, and PostgreSQL refuses NUL."""
_INKLESS = (
    "\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff"
)
INKLESS = re.compile(f"[{_INKLESS}]")
"""Marks of direction and joining, fillers."""
BLANK = re.compile(f"[\\s{_INKLESS}]*")
"""Of these alone a text has nothing to be read."""
