"""Proposals: what touches everybody waits for a second admin, where the company wishes so."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.errors import ChatferryError
from bot.wishes import Wish

LIFETIME = timedelta(hours=24)


class OwnProposal(ChatferryError):
    """Nobody confirms what they proposed themselves."""


class ProposalOver(ChatferryError):
    """It was confirmed, declined or replaced before, or nobody confirmed it in time."""


class SecondAdminNeeded(ChatferryError):
    """A program asked for what only two people together may do."""


@dataclass(frozen=True, slots=True)
class Proposal:
    id: int
    wish: Wish
    reason: str
    at: datetime
    by_id: int
    by_name: str
    expires_at: datetime
    settled_at: datetime | None = None
    settled_by_name: str | None = None
    accepted: bool | None = None
    """None while it waits; False with nobody's name: it has lapsed."""

    def waits(self, now: datetime) -> bool:
        return self.settled_at is None and now < self.expires_at
