"""The stage of a journey: a sandbox with people in it, a `chatferry run` beside it, and a browser's HTTP client."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp

from sandbox.messages import StoredMessage
from sandbox.server import Sandbox
from tests.journey.faketime import FakeTime
from tests.journey.forms import Form
from tests.journey.program import Finished, Running, chatferry, free_port
from tests.journey.waiting import until
from tests.nursery import Nursery

ZONE = ZoneInfo("Asia/Shanghai")
LAUNCH = datetime(2027, 3, 1, 8, 0, tzinfo=ZONE)
DEADLINE = LAUNCH + timedelta(days=30)

TOKEN = "42:AAjourneyAAjourneyAAjourneyAAjourney"
DESK_SECRET = "the-secret-that-links-are-signed-with-in-journeys"
WEBHOOK_SECRET = "the-secret-of-the-webhook-in-journeys"
SECRETS = (TOKEN.partition(":")[2], DESK_SECRET, WEBHOOK_SECRET)

ANNA, OMAR, LI = 101, 102, 103
ADMIN, STAFF = 501, 502
GROUP = -1001000000001

LINK = re.compile(r"http://127\.0\.0\.1:\S+")
# With whatever secret: 22 characters of base64 behind a number.
PERSONAL = re.compile(r"/(?:t|my)/\d+-[\w-]{22}")


def configuration(*, port: int, api_base: str, launch: datetime = LAUNCH) -> str:
    return f"""
[company]
name = "Harbour Hosting"
timezone = "{ZONE.key}"

[telegram]
token = "{TOKEN}"
api_base = "{api_base}"
webhook_secret = "{WEBHOOK_SECRET}"

[people]
admins = [{ADMIN}]
staff = [{STAFF}]

[transition]
launch = {launch.isoformat()}
days = 30

# No person has to be waited for here.
[intake]
burst_quiet_seconds = 1

[desk]
listen = "127.0.0.1:{port}"
secret = "{DESK_SECRET}"
"""


class Stage:
    """`settings`: what the environment says over the configuration file."""

    def __init__(self, nursery: Nursery, folder: Path, start: datetime) -> None:
        self.folder = folder
        self._nursery = nursery
        self.time = FakeTime(start)
        self.sandbox = Sandbox(TOKEN, now=self.time.now, validate=True)
        self.world = self.sandbox.world
        self.port = free_port()
        self.running = Running(nursery, folder, self.port)
        self.settings: dict[str, str] = {}
        self._api_token: str | None = None
        # "Unsafe" are cookies of an address without a name, as the desk's is here.
        self.browser = aiohttp.ClientSession(raise_for_status=True, cookie_jar=aiohttp.CookieJar(unsafe=True))

    async def open(self) -> None:
        await self.sandbox.start()
        self.folder.joinpath("config.toml").write_text(configuration(port=self.port, api_base=self.sandbox.url))
        self.world.add_user("Anna", id=ANNA, last_name="Keller", language_code="en", started=True)
        self.world.add_user("Omar", id=OMAR, language_code="en")
        self.world.add_user("李娜", id=LI, language_code="zh-hans", started=True)
        self.world.add_user("Chen", id=ADMIN, language_code="en", started=True)
        self.world.add_user("Mei", id=STAFF, language_code="en", started=True)
        self.world.add_chat("Keller GmbH", id=GROUP, members=[ANNA, OMAR, STAFF])

    async def close(self) -> None:
        await self.running.kill()
        await self.browser.close()
        await self.sandbox.stop()

    async def start(self) -> None:
        self.spawn()
        await self.running.answers()

    def spawn(self) -> None:
        self.running.spawn(self.time.environment() | self.settings)

    async def go_on_at(self, moment: datetime) -> None:
        """Stops the program, if it runs, and starts it again at that time."""
        await self.running.stop()
        self.time.move_to(moment)
        await self.start()

    async def run(self, *arguments: str) -> Finished:
        """Another command of `chatferry`, with the same configuration."""
        environment = self.time.environment() | self.settings
        everything = *arguments, "--config", "config.toml"
        return await chatferry(self._nursery, *everything, folder=self.folder, environment=environment)

    def say(self, person: int, text: str, chat: int | None = None) -> StoredMessage:
        """What a person writes, in their private chat if no other is named."""
        return self.world.say(chat or person, person, text)[0]

    def from_bot(self, chat: int) -> list[StoredMessage]:
        """All that the bot wrote there and that is still there."""
        there = self.world.chat(chat).messages.values()
        return [message for message in there if message.from_bot and not message.deleted and not message.is_service]

    async def hears(
        self, chat: int, *words: str, after: int = 0, since: datetime | None = None, seconds: float = 20
    ) -> StoredMessage:
        """The first message of the bot's with all these words in that chat, after that number and from that time on."""
        earliest = since.timestamp() if since else 0

        def look() -> StoredMessage | None:
            heard = (one for one in self.from_bot(chat) if one.id > after and one.body["date"] >= earliest)
            return next((one for one in heard if all(word in text_of(one) for word in words)), None)

        def otherwise() -> str:
            return "\n".join(text_of(one) for one in self.from_bot(chat)) + f"\n--\n{self.running.output}"

        found = await until(look, f"the bot says {words} in chat {chat}", seconds=seconds, otherwise=otherwise)
        assert found is not None
        return found

    async def ask(self, person: int, command: str, *words: str) -> str:
        """Sends a command in private and returns the answer, which has these words."""
        asked = self.say(person, command)
        return text_of(await self.hears(person, *words, after=asked.id))

    async def settle(self, person: int, command: str, title: str, *words: str) -> str:
        """A command that asks once more; what stands in the place of the question once it was confirmed."""
        asked = self.say(person, command)
        await self.press(await self.hears(person, after=asked.id), person, title)
        return text_of(await self.hears(person, *words, after=asked.id))

    async def press(self, message: StoredMessage, person: int, title: str, *, times: int = 1) -> None:
        """So many times in a row, faster than the bot answers."""
        keys = [key for row in message.body["reply_markup"]["inline_keyboard"] for key in row]
        [data] = [key["callback_data"] for key in keys if key["text"] == title]
        for query in [self.world.press(person, message.id, person, data) for _ in range(times)]:
            await self.world.answer_to(query, wait=20)

    async def page(self, address: str) -> str:
        async with self.browser.get(address) as response:
            return await response.text()

    async def press_on_desk(self, path: str, **fields: str) -> None:
        """A button of a page that is not its first form."""
        headers = {"Origin": self.running.desk}
        await self.browser.post(self.running.desk + path, data={"key": path, **fields}, headers=headers)

    async def send_form(self, address: str, **fields: str) -> tuple[str, str]:
        """Opens a page, fills in its first form and sends it; returns address and page that it leads to."""
        form = Form(await self.page(address))
        # As browsers do: staff's forms ask for it.
        headers = {"Origin": self.running.desk}
        target = self.running.desk + form.action if form.action.startswith("/") else form.action or address
        async with self.browser.post(target, data=form.fields | fields, headers=headers) as response:
            return str(response.url), await response.text()

    async def tickets(self) -> dict[int, Any]:
        """All tickets with their entries by number, as the API tells them."""
        if self._api_token is None:
            made = await self.run("token", "create", "--role", "staff", "--name", "journey")
            assert made.code == 0, made
            self._api_token = made.out.splitlines()[-1]
        headers = {"Authorization": f"Bearer {self._api_token}"}
        async with self.browser.get(f"{self.running.desk}/api/v1/tickets", headers=headers) as response:
            return {ticket["id"]: ticket for ticket in (await response.json())["items"]}


def text_of(message: StoredMessage) -> str:
    return str(message.body.get("text", ""))


def link_in(message: StoredMessage) -> str:
    """The one address in it."""
    [link] = LINK.findall(text_of(message))
    return str(link)


def told(messages: Sequence[StoredMessage], word: str) -> list[str]:
    """The texts of those with that word."""
    return [text_of(message) for message in messages if word in text_of(message)]
