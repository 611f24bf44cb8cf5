"""Shows staff what they compose, in their own chat: the same calls as the sender's, and no delivery is planned."""

from dataclasses import dataclass
from datetime import datetime

from telegram.error import TelegramError

from bot.clock import Clock
from bot.content import Content
from bot.deliveries import Delivery, Purpose
from bot.outcome import Outcome, Refused, Sent, outcome_of
from bot.preview import PreviewFailed, PreviewRefused
from bot.telegram import Telegram
from broadcasts import calls
from broadcasts.wording import Wording


@dataclass(frozen=True, slots=True)
class SentPreview:
    telegram: Telegram
    clock: Clock
    wording: Wording

    async def show(self, chat_id: int, content: Content, language: str) -> None:
        """Raises PreviewRefused, PreviewFailed."""
        outcome = await self._send(_only_one(chat_id, content, language, self.clock.now()))
        if isinstance(outcome, Refused):
            raise PreviewRefused(outcome.reason)
        if not isinstance(outcome, Sent):
            raise PreviewFailed(type(outcome).__name__)

    async def _send(self, delivery: Delivery) -> Outcome:
        text, buttons = self.wording.of(delivery)
        try:
            return await calls.send(self.telegram.sender, delivery, text, buttons, paid=False)
        except TelegramError as error:
            return outcome_of(error)


def _only_one(chat_id: int, content: Content, language: str, now: datetime) -> Delivery:
    """Of no row. As the answer to a press it passes every broadcast."""
    return Delivery(
        id=0,
        occasion="preview",
        chat_id=chat_id,
        purpose=Purpose.ANSWER,
        text=None,
        buttons=(),
        reply_to=None,
        thread_id=None,
        message_id=None,
        ticket=None,
        attempts=1,
        planned_at=now,
        content=content,
        language=language,
        name=None,
        customer_id=None,
        link_generation=None,
        closed=False,
        migrated=False,
    )
