"""Who the bot is in Telegram, once Telegram has told."""

from dataclasses import dataclass


@dataclass(slots=True)
class Identity:
    """``public_url``: what stands in for the way to the bot until its name is known."""

    public_url: str
    username: str | None = None

    @property
    def start_link(self) -> str:
        """Opens the private chat with the bot, where the personal link is given."""
        return f"https://t.me/{self.username}?start=desk" if self.username else self.public_url
