"""Business chats: channels that are a staff member's own account, connected through Telegram Business. Pure rules."""

from dataclasses import dataclass
from datetime import datetime, timedelta

FIRST_CHANNEL = 2**52
"""Telegram's own ids have at most 52 bits, and JSON's whole numbers 53."""
REPLY_WITHIN = timedelta(hours=24)
"""So long after the customer's last message a bot may write on behalf of an account."""
HELD = "held back: "
"""How the reason of a delivery begins that may go out later: when the customer writes, or the account is connected."""


REFUSALS = ("business_", "business connection ", "bot_access_forbidden")
"""How Telegram's words begin when an account lets nothing through, in lower case."""


def channel_id(number: int) -> int:
    """The id of a business chat: Telegram names it by the customer, as it does their private chat with the bot."""
    return FIRST_CHANNEL + number


def is_business(channel: int) -> bool:
    return channel >= FIRST_CHANNEL


@dataclass(frozen=True, slots=True)
class Line:
    """The way to a customer through a staff member's account."""

    connection_id: str
    peer_id: int
    """The customer's id: what Telegram calls the chat."""
    enabled: bool
    may_reply: bool
    heard_at: datetime | None
    """When the customer last wrote there."""

    def shut(self, now: datetime) -> str | None:
        """Why nothing passes at this moment; None when it does."""
        if not self.enabled:
            return HELD + "the account is not connected any more"
        if not self.may_reply:
            return HELD + "the account does not let the bot reply"
        if self.heard_at is None or now - self.heard_at >= REPLY_WITHIN:
            return HELD + "the customer has not written there for 24 hours"
        return None
