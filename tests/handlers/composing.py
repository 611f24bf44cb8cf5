"""The /broadcast dialog as a staff member sees it."""

from dataclasses import dataclass
from typing import Any

from bot.storage.schema import broadcasts
from tests.ferry import ADMIN, STAFF, Ferry, Json, buttons

TEXT = "Maint & <enance> tonight"
BOLD = [{"type": "bold", "offset": 0, "length": 5}]


@dataclass(frozen=True, slots=True)
class Composing:
    ferry: Ferry
    by: int = STAFF

    @property
    def last(self) -> Json:
        """The newest message: the window, as long as the dialog goes on."""
        return self.ferry.written(self.by)[-1]

    @property
    def asked(self) -> str:
        text: str = self.last["text"]
        return text

    @property
    def choices(self) -> list[str]:
        return list(buttons(self.last))

    async def begin(self) -> None:
        await self.ferry.hear(self.by, "/broadcast")

    async def say(self, text: str | None = None, **what: Any) -> str:
        """Returns what is asked then."""
        await self.ferry.hear(self.by, text, **what)
        return self.asked

    async def press(self, label: str) -> str:
        """A button that begins so; returns what is said then."""
        [whole] = [choice for choice in self.choices if choice.startswith(label)]
        await self.ferry.press(self.by, self.last, whole)
        return self.asked

    async def until_audience(self, text: str = TEXT, **what: Any) -> None:
        await self.begin()
        await self.say(text, **what)
        await self.press("No buttons")

    async def until_time(self) -> None:
        await self.until_audience(entities=BOLD)
        await self.press("Everyone")

    async def until_confirmed(self, when: str | None = None) -> None:
        """At the last question, which asks whether to send."""
        await self.until_time()
        await (self.press("Now") if when is None else self.say(when))


async def composed(ferry: Ferry) -> list[Any]:
    """The rows of staff's own broadcasts; announcements, missed ones too, are none."""
    return [row for row in await ferry.rows(broadcasts) if row.kind == "broadcast"]


def received(ferry: Ferry, text: str = TEXT) -> list[int]:
    """The chats of customers in which it arrived, once for each time."""
    return sorted(
        chat.id
        for chat in ferry.sandbox.world.chats.values()
        for message in ferry.written(chat.id)
        if message.get("text") == text and chat.id not in (STAFF, ADMIN)
    )
