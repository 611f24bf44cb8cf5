"""The `broadcast` command in the test's own loop, with another sender beside it and without."""

import asyncio
import os
import re
import signal
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from bot.broadcast import BroadcastState
from bot.clock import ManualClock, SystemClock
from bot.deliveries import DeliveryState
from bot.settings import Settings
from bot.storage import broadcasts, transitions
from bot.storage.broadcasts import Broadcast
from bot.storage.database import Database
from bot.transition import Transition, Window
from broadcasts.command import NobodyThere, carry_out
from broadcasts.orders import Order, WrongArgument, read
from broadcasts.terminal import TelegramAway
from sandbox.faults import Faults
from tests.broadcasts.posting import Posting
from tests.ferry import ZONE, document, until

FAR = "2099-01-01T09:00"


@pytest.fixture
def clock() -> ManualClock:
    """The command lives in the machine's own time."""
    return ManualClock(SystemClock().now(), running=True)


@dataclass
class Terminal:
    """``posting``: the people there are, and another process that may send."""

    folder: Path
    posting: Posting
    paid: bool = False
    sections: dict[str, dict[str, object]] = field(default_factory=dict)
    """Of the settings, over the usual ones."""
    screen: StringIO = field(default_factory=StringIO)

    async def order(self, to: str = "everyone", at: str | None = None, text: str = "<b>News</b>") -> bool:
        sections = {"telegram": {"paid_broadcasts": self.paid}} | self.sections
        settings = Settings(**document(self.folder, self.posting.sandbox, **sections))
        self.screen.seek(self.screen.truncate(0))
        return await carry_out(self.read(to, at, text), settings, Console(file=self.screen, width=120), ask=False)

    def read(self, to: str, at: str | None, text: str) -> Order:
        return read(text.encode(), to, at, ZONE)

    @property
    def said(self) -> str:
        return self.screen.getvalue()

    async def one(self) -> Broadcast:
        async with self.posting.database.reading() as tx:
            [found] = await broadcasts.page(tx, limit=2)
        return found

    def got(self) -> list[int]:
        """The chat of each message that Telegram took."""
        return [
            int(call.chat_id or 0) for call in self.posting.sandbox.api.calls.after(method="sendMessage") if call.ok
        ]


@pytest.fixture
def terminal(tmp_path: Path, posting: Posting) -> Terminal:
    return Terminal(tmp_path, posting)


async def test_without_a_bot_it_sends_itself_and_once(terminal: Terminal) -> None:
    people = await terminal.posting.customers(40)
    assert await terminal.order()
    assert "To everyone, which is 40 chats. Begins now, lasts less than a minute." in terminal.said
    assert "Broadcast 1 is done: sent 40, failed 0, skipped 0, unconfirmed 0, left 0." in terminal.said
    assert sorted(terminal.got()) == people
    assert await terminal.order()
    assert terminal.said == "Broadcast 1, this text to this audience, is done already. Nothing is sent.\n"
    assert len(terminal.got()) == 40


async def test_an_announcement_that_is_due_is_left_to_the_bot(terminal: Terminal) -> None:
    """Who orders one broadcast gets one."""
    people = await terminal.posting.customers(2)
    now = SystemClock().now().astimezone(ZONE)
    slots = [f"{now:%H:%M}", "13:00" if now.hour < 12 else "08:00"]
    terminal.sections = {"announcements": {"times": sorted(slots)}}
    open_now = Transition(Window(now - timedelta(days=1), 25))
    async with terminal.posting.database.transaction() as tx:
        await transitions.replan(tx, open_now, who="Ada", reason=None, now=now)
    assert await terminal.order()
    assert sorted(terminal.got()) == people


async def test_ctrl_c_pauses_and_the_same_command_goes_on(terminal: Terminal) -> None:
    people = await terminal.posting.customers(90)
    ordered = asyncio.create_task(terminal.order("private"))
    await until(lambda: len(terminal.got()) >= 15)
    os.kill(os.getpid(), signal.SIGINT)
    assert not await ordered
    paused = re.search(r"Broadcast 1 is paused: sent (\d+), .* left (\d+)\. The same command goes on\.", terminal.said)
    assert paused, terminal.said
    assert int(paused[1]) + int(paused[2]) == 90
    assert (await terminal.one()).state is BroadcastState.PAUSED
    books = {DeliveryState.SENT: int(paused[1]), DeliveryState.PLANNED: int(paused[2])}
    assert await terminal.posting.books() == books
    assert await terminal.order("private")
    assert terminal.said.startswith("Broadcast 1 goes on where it stood.\n")
    assert sorted(terminal.got()) == people


async def test_where_a_bot_runs_that_sends_and_the_command_looks_on(terminal: Terminal) -> None:
    people = await terminal.posting.customers(30)
    terminal.posting.sandbox.api.faults = Faults(latency_seconds=0.5, methods=["sendMessage"])
    await terminal.posting.start()
    await until(lambda: terminal.posting.sender.sends)
    ordered = asyncio.create_task(terminal.order())
    await until(lambda: "sent by the running bot" in terminal.said or ordered.done())
    assert await ordered
    assert "Broadcast 1 is done: sent 30," in terminal.said
    assert sorted(terminal.got()) == people
    await terminal.posting.stop()


async def test_where_the_bot_ends_in_the_middle_the_command_takes_over(terminal: Terminal) -> None:
    people = await terminal.posting.customers(60)
    terminal.posting.sandbox.api.faults = Faults(latency_seconds=1, methods=["sendMessage"])
    await terminal.posting.start()
    await until(lambda: terminal.posting.sender.sends)
    ordered = asyncio.create_task(terminal.order())

    async def in_flight() -> bool:
        return (await terminal.posting.books()).get(DeliveryState.SENDING, 0) == 40

    await until(in_flight)
    await terminal.posting.stop()
    assert await ordered
    assert "is done: sent 60, failed 0, skipped 0, unconfirmed 0, left 0." in terminal.said
    assert sorted(terminal.got()) == people


async def test_a_list_reaches_those_it_names_and_no_others(terminal: Terminal, tmp_path: Path) -> None:
    people = await terminal.posting.customers(5)
    path = tmp_path / "some.csv"
    path.write_text(f"chat,name\n{people[1]},B\n{people[3]},D\n777,nobody\n")
    assert await terminal.order(str(path))
    assert "To a list of 3, which is 2 chats." in terminal.said
    assert sorted(terminal.got()) == [people[1], people[3]]


async def test_at_a_time_the_running_bot_has_it_and_the_command_ends(terminal: Terminal) -> None:
    await terminal.posting.customers(1)
    await terminal.posting.start()
    await until(lambda: terminal.posting.sender.sends)
    assert await terminal.order(at=FAR)
    assert "Broadcast 1 begins at 2099-01-01 09:00: the running bot sends it." in terminal.said
    found = await terminal.one()
    assert (found.state, found.due_at) == (BroadcastState.SCHEDULED, datetime(2099, 1, 1, 1, tzinfo=UTC))
    await terminal.posting.stop()


async def test_at_a_time_without_a_bot_it_waits_itself(terminal: Terminal, clock: ManualClock) -> None:
    await terminal.posting.customers(2)
    soon = clock.now() + timedelta(seconds=2)
    assert await terminal.order(at=soon.isoformat())
    assert clock.now() >= soon
    assert "starts at " in terminal.said or "done" in terminal.said
    assert len(terminal.got()) == 2


async def test_stopped_before_its_time_it_stays_scheduled(terminal: Terminal, database: Database) -> None:
    await terminal.posting.customers(1)
    ordered = asyncio.create_task(terminal.order(at=FAR))

    async def scheduled() -> bool:
        async with database.reading() as tx:
            return await broadcasts.page(tx, limit=1) != []

    await until(scheduled)
    await asyncio.sleep(0.1)
    os.kill(os.getpid(), signal.SIGTERM)
    assert not await ordered
    assert "Broadcast 1 has not begun. The same command waits on" in terminal.said


async def test_what_was_cancelled_is_not_taken_up_again(terminal: Terminal, database: Database) -> None:
    await terminal.posting.customers(60)
    ordered = asyncio.create_task(terminal.order())
    await until(lambda: len(terminal.got()) >= 5)
    async with database.transaction() as tx:
        await broadcasts.cancel(tx, 1, SystemClock().now())
    assert not await ordered
    assert "Broadcast 1 is cancelled: sent " in terminal.said
    assert not await terminal.order()
    assert "is cancelled already. Nothing is sent." in terminal.said


async def test_what_it_costs_is_told_before_it_begins(terminal: Terminal) -> None:
    await terminal.posting.customers(15)
    terminal.paid = True
    assert await terminal.order()
    assert "It costs 1.5 Stars at most." in terminal.said


async def test_nothing_is_stored_of_what_cannot_be_carried_out(terminal: Terminal, database: Database) -> None:
    await terminal.posting.customers(1)
    with pytest.raises(NobodyThere, match="--to: groups reaches no chat now; choose another audience"):
        await terminal.order("groups")
    with pytest.raises(WrongArgument, match="that time has gone by"):
        await terminal.order(at="2020-01-01T09:00")
    terminal.posting.sandbox.api.faults = Faults(error_share=1)
    with pytest.raises(TelegramAway, match=r"telegram\.api_base: http://127\.0\.0\.1:\d+ cannot be reached"):
        await terminal.order()
    async with database.reading() as tx:
        assert await broadcasts.page(tx, limit=1) == []
    await terminal.posting.telegram.close()
