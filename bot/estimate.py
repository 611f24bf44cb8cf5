"""What a broadcast will take: time and, where paid broadcasts are on, Telegram Stars. Pure rules."""

from datetime import timedelta

from bot.rate import FREE_PER_SECOND, PAID_PER_SECOND

STARS_A_MESSAGE = 0.1
"""Telegram's price of a paid broadcast."""


def duration(recipients: int, *, paid: bool) -> timedelta:
    """Of the sending, when nothing else is sent meanwhile."""
    return timedelta(seconds=recipients / (PAID_PER_SECOND if paid else FREE_PER_SECOND))


def cost_in_stars(recipients: int) -> float:
    """At most: Telegram takes nothing for the first 30 messages of a second."""
    return round(recipients * STARS_A_MESSAGE, 1)
