"""The kinds of chat that customers write in: alone with the bot, with an account of staff's, in groups, in a topic."""

from dataclasses import dataclass
from typing import Any

from sandbox.chats import Chat
from sandbox.messages import StoredMessage
from tests.ferry import ANN, STAFF, WANG, Ferry, Json, buttons, texts_of

KINDS = ("private", "business", "group", "supergroup", "topic")


@dataclass(frozen=True, slots=True)
class Place:
    """One such chat, in which Ann writes if nobody else is named."""

    ferry: Ferry
    chat: Chat
    thread: int | None = None

    @property
    def is_private(self) -> bool:
        return self.chat.type == "private"

    @property
    def account(self) -> str | None:
        """The connection of the account of staff's that it is a chat of."""
        return self.chat.business.id if self.chat.business is not None else None

    @property
    def _where(self) -> Json:
        return {"message_thread_id": self.thread, "business_connection_id": self.account}

    def say(self, text: str | None = None, *, person: int = ANN, **what: Any) -> list[StoredMessage]:
        """Returns at once."""
        return self.ferry.sandbox.world.say(self.chat.id, person, text, **self._where, **what)

    async def hear(self, text: str | None = None, *, person: int = ANN, **what: Any) -> list[Json]:
        """What the bot wrote there in answer, once all is quiet."""
        before = len(self.written)
        self.say(text, person=person, **what)
        await self.ferry.quiet()
        return self.written[before:]

    async def post(self, content: Json, *, sender: Json | None = None) -> list[Json]:
        """A message that no client lets people write, such as a late part of an album."""
        before = len(self.written)
        person = sender or self.ferry.person(ANN).as_user()
        self.ferry.sandbox.world.post(self.chat, person, content, thread_id=self.thread)
        await self.ferry.quiet()
        return self.written[before:]

    async def put(self, message: Json) -> None:
        """An update with that message, as it is."""
        account = {"business_connection_id": self.account} if self.account else {}
        await self.ferry.put({"business_message" if self.account else "message": message | account})

    async def edit(self, message_id: int, text: str) -> None:
        self.ferry.sandbox.world.edit(self.chat.id, message_id, text, business_connection_id=self.account)
        await self.ferry.quiet()

    async def press(self, message: Json, label: str, *, person: int = ANN) -> list[Json]:
        """What the bot wrote there, once all is quiet."""
        before = len(self.written)
        self.press_anything(message, buttons(message)[label], person=person)
        await self.ferry.quiet()
        return self.written[before:]

    def press_anything(self, message: Json, data: str, *, person: int = ANN) -> None:
        world = self.ferry.sandbox.world
        world.press(self.chat.id, message["message_id"], person, data, business_connection_id=self.account)

    @property
    def written(self) -> list[Json]:
        """What the bot wrote there and is still to be seen, oldest first."""
        messages = self.chat.messages.values()
        return [one.body for one in messages if one.from_bot and not one.deleted and not one.is_service]

    @property
    def texts(self) -> list[str]:
        return texts_of(self.written)

    async def later(self, **by: float) -> None:
        await self.ferry.later(**by)

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
        if not self.is_private:
            return self
        return Place(self.ferry, self.ferry.sandbox.world.chat(person, self.account))


def place_of(ferry: Ferry, kind: str) -> Place:
    world = ferry.sandbox.world
    match kind:
        case "private":
            return Place(ferry, world.chat(ANN))
        case "business":
            return Place(ferry, world.chat(ANN, world.connect_business(STAFF).id))
        case "topic":
            forum = world.add_chat("Forum", members=[ANN, WANG], topics=["Billing"])
            return Place(ferry, forum, next(iter(forum.topics)))
    return Place(ferry, world.add_chat("Basin Ltd", type=kind, members=[ANN, WANG]))
