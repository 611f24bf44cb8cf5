"""A port: shows staff what they compose, by the very code that sends it to everybody."""

from typing import Protocol

from bot.content import Content
from bot.errors import ChatferryError


class PreviewRefused(ChatferryError):
    """Telegram does not take this content, from nobody and for nobody."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"Telegram refuses it: {reason}")
        self.reason = reason


class PreviewFailed(ChatferryError):
    """It did not arrive this time; that says nothing about the content."""


class Preview(Protocol):
    async def show(self, chat_id: int, content: Content, language: str) -> None:
        """Sends it to one chat, now. Raises PreviewRefused, PreviewFailed."""
        ...
