"""The kinds of chat that customers write in: alone with the bot, in groups of both kinds, in a topic of a forum."""

from dataclasses import dataclass
from typing import Any

from sandbox.chats import Chat
from sandbox.messages import StoredMessage
from tests.ferry import ANN, WANG, Ferry, Json, texts_of

KINDS = ("private", "group", "supergroup", "topic")


@dataclass(frozen=True, slots=True)
class Place:
    """One such chat, in which Ann writes if nobody else is named."""

    ferry: Ferry
    chat: Chat
    thread: int | None = None

    @property
    def is_private(self) -> bool:
        return self.chat.type == "private"

    def say(self, text: str | None = None, *, person: int = ANN, **what: Any) -> list[StoredMessage]:
        """Returns at once."""
        return self.ferry.sandbox.world.say(self.chat.id, person, text, message_thread_id=self.thread, **what)

    async def hear(self, text: str | None = None, *, person: int = ANN, **what: Any) -> list[Json]:
        """What the bot wrote there in answer, once all is quiet."""
        return await self.ferry.hear(person, text, chat=self.chat.id, message_thread_id=self.thread, **what)

    async def post(self, content: Json, *, sender: Json | None = None) -> list[Json]:
        """A message that no client lets people write, such as a late part of an album."""
        before = len(self.written)
        person = sender or self.ferry.person(ANN).as_user()
        self.ferry.sandbox.world.post(self.chat, person, content, thread_id=self.thread)
        await self.ferry.quiet()
        return self.written[before:]

    @property
    def written(self) -> list[Json]:
        return self.ferry.written(self.chat.id)

    @property
    def texts(self) -> list[str]:
        return texts_of(self.written)

    async def later(self, **by: float) -> None:
        """What was said is handled before the time moves on."""
        await self.ferry.quiet()
        self.ferry.forward(**by)
        await self.ferry.quiet()

    async def threads(self) -> list[list[str]]:
        """What was said in each ticket."""
        return [[entry.text for entry in await self.ferry.thread(one)] for one in await self.ferry.tickets()]

    def newcomer(self) -> int:
        """Another customer who may write there; in private that is another chat: see `of`."""
        person = self.ferry.sandbox.world.add_user("Lee", language_code="en", started=True)
        if not self.is_private:
            self.ferry.sandbox.world.set_member(self.chat.id, person.id, "member")
        return person.id

    def of(self, person: int) -> "Place":
        """The same kind of place for that person: their own chat, where this one is Ann's alone."""
        return Place(self.ferry, self.ferry.chat(person)) if self.is_private else self


def place_of(ferry: Ferry, kind: str) -> Place:
    world = ferry.sandbox.world
    match kind:
        case "private":
            return Place(ferry, world.chat(ANN))
        case "topic":
            forum = world.add_chat("Forum", members=[ANN, WANG], topics=["Billing"])
            return Place(ferry, forum, next(iter(forum.topics)))
    return Place(ferry, world.add_chat("Basin Ltd", type=kind, members=[ANN, WANG]))
