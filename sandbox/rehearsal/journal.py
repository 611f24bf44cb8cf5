"""The journal: what simulated people met with that the program itself does not know of."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from bot.budget import Priority

Asked = tuple[datetime, Priority, int]
"""When, how urgent, and in which chat; 0: in none."""


@dataclass(slots=True)
class Journal:
    opened: dict[int, datetime] = field(default_factory=dict)
    """When each customer first had a page of the desk in front of them."""
    asked: list[Asked] = field(default_factory=list)
    """Each call that costs budget."""
    failed: Counter[str] = field(default_factory=Counter)
    """What did not go as people meant it to, in English words."""
    unheard: set[tuple[int, int]] = field(default_factory=set)
    """What was written in groups while the bot heard nothing there, by chat and message."""
    said: int = 0
    """Messages that customers wrote in chat."""
    pages: int = 0
    """Pages that customers and staff opened, and forms that they sent."""
    turned_away: int = 0
    """Messages that a closed group did not take, written in private instead."""
