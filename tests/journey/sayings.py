"""What people say while the program is killed: each saying, of one or many messages, is one matter."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from random import Random

from sandbox.files import Upload
from sandbox.media import SentFile, fields_of, store
from sandbox.messages import StoredMessage
from tests.journey.stage import Stage

QUIET_SECONDS = 2
BETWEEN_PARTS_SECONDS = (0.2, 1.1)
LATE_SECONDS = 3.6
"""After this, only its mark tells that a picture belongs to an album."""
APART_SECONDS = 3.5
"""So long somebody is silent before their next matter: more than the quiet time in whole seconds."""
FILE_BYTES = (70_000, 400_000)
TALKERS = 8


@dataclass(eq=False)
class Saying:
    kind: str
    person: int
    chat: int
    messages: list[StoredMessage] = field(default_factory=list)
    solved: bool = False

    @property
    def greets(self) -> bool:
        """Its first message is no matter yet."""
        return self.kind == "greeting"

    @property
    def ids(self) -> list[int]:
        return [message.id for message in self.messages]

    @property
    def files(self) -> list[str]:
        """The ids of all files in it; of a photo, the small picture's too."""
        pictures = [size for message in self.messages for size in message.body.get("photo", ())]
        documents = [message.body["document"] for message in self.messages if "document" in message.body]
        return [file["file_id"] for file in (*pictures, *documents)]


class Sayings:
    """Half of them are a few people's, whose cards have to wait for each other. Every fifth is in a group."""

    def __init__(self, stage: Stage, chance: Random, people: list[int], groups: list[int]) -> None:
        self.all: list[Saying] = []
        self._stage = stage
        self._chance = chance
        self._people = people
        self._groups = groups
        self._speaking: set[tuple[int, int]] = set()
        self._ways: dict[str, Callable[[Saying], Coroutine[None, None, None]]] = {
            "line": self._line,
            "burst": self._burst,
            "greeting": self._greeting,
            "document": self._document,
            "album": self._album,
        }

    async def say(self, kinds: list[str], seconds: float) -> None:
        """One of each, spread over so many seconds; returns when the last word is said."""
        async with asyncio.TaskGroup() as speaking:
            for number, kind in enumerate(kinds):
                person, chat = self._whose_turn(number)
                saying = Saying(kind, person, chat)
                self.all.append(saying)
                speaking.create_task(self._speak(saying))
                await asyncio.sleep(seconds / len(kinds))

    def _whose_turn(self, number: int) -> tuple[int, int]:
        for people in (self._people[: TALKERS if number % 2 else None], self._people):
            group = self._chance.choice(self._groups) if number % 5 == 0 else None
            idle = [(one, group or one) for one in people if (one, group or one) not in self._speaking]
            if idle:
                return self._chance.choice(idle)
        raise AssertionError("everybody is speaking")

    async def _speak(self, saying: Saying) -> None:
        who = saying.person, saying.chat
        self._speaking.add(who)
        await self._ways[saying.kind](saying)
        await asyncio.sleep(APART_SECONDS)
        self._speaking.discard(who)

    def _write(self, saying: Saying, text: str) -> None:
        """However slow the machine is, two parts of a burst are not dated more than the quiet time apart."""
        world = self._stage.world
        latest = [message.body["date"] + QUIET_SECONDS for message in saying.messages[-1:]]
        saying.messages += world.say(saying.chat, saying.person, text, date=min([world.timestamp(), *latest]))

    async def _line(self, saying: Saying) -> None:
        self._write(saying, f"Server {len(self.all)} is down")

    async def _burst(self, saying: Saying) -> None:
        self._write(saying, f"Server {len(self.all)} is down")
        for part in range(self._chance.randrange(2, 5)):
            await asyncio.sleep(self._chance.uniform(*BETWEEN_PARTS_SECONDS))
            self._write(saying, f"and the site behind it shows error {500 + part}")

    async def _greeting(self, saying: Saying) -> None:
        self._write(saying, "Hello")
        await asyncio.sleep(self._chance.uniform(*BETWEEN_PARTS_SECONDS))
        await self._burst(saying)

    async def _document(self, saying: Saying) -> None:
        self._send(saying, [self._file("document")], caption="Our backup does not start, see the log")

    async def _album(self, saying: Saying) -> None:
        """Its last picture comes late."""
        self._send(saying, [self._file("photo") for _ in range(3)], caption="These pages are broken")
        await asyncio.sleep(LATE_SECONDS)
        world, [first, *_] = self._stage.world, saying.messages
        late = fields_of(world.files, store(world.files, self._file("photo")))
        album = {"media_group_id": first.body["media_group_id"]}
        saying.messages.append(world.post(world.chat(saying.chat), world.person(saying.person).as_user(), late | album))

    def _send(self, saying: Saying, files: list[SentFile], caption: str) -> None:
        saying.messages += self._stage.world.say(saying.chat, saying.person, caption=caption, files=files)

    def _file(self, kind: str) -> SentFile:
        data = self._chance.randbytes(self._chance.randrange(*FILE_BYTES))
        return SentFile(kind, Upload("server.log", "text/plain", data))
