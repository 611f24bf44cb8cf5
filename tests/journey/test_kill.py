"""The program is killed again and again in the middle of its work: no message is lost, doubled or left unanswered."""

import asyncio
import os
import re
import signal
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from random import Random, SystemRandom
from typing import Any

import pytest

from sandbox.faults import Faults
from tests.journey.books import read
from tests.journey.lives import Lives, lives_in
from tests.journey.stage import GROUP, LAUNCH, Stage, text_of
from tests.journey.waiting import until

# To see again what a seed that was printed did, as far as a machine does the same twice.
SEED = "KILL_TEST_SEED"
CUSTOMERS, TALKERS, GROUPS = 60, 5, 3
MESSAGES, KILLS = 300, 14
WRITING_SECONDS = 18.0
LONGEST_LIFE_SECONDS = 2.6
SLOT, SLOT_AT = "2027-03-02/morning", LAUNCH.replace(day=2, hour=9, minute=30)
ANNOUNCED = "Our issue platform now takes"
CONFIRMED = re.compile(r"Issue #(\d+) ·")


@pytest.fixture
async def lives(stage: Stage) -> AsyncIterator[Lives]:
    stage.settings = {"CHATFERRY_INTAKE__BURST_QUIET_SECONDS": "0"}
    async with lives_in(stage) as lives:
        yield lives


async def test_a_program_that_is_killed_over_and_over_loses_and_doubles_nothing(stage: Stage, lives: Lives) -> None:
    seed = int(os.environ.get(SEED) or SystemRandom().randrange(10**9))
    print(f"{SEED}={seed}")
    chance = Random(seed)  # noqa: S311 - moments to be killed at, nothing secret
    people = [stage.world.add_user(f"Customer {n}", language_code="en").id for n in range(CUSTOMERS)]
    groups = [stage.world.add_chat(f"Group {n}", members=people).id for n in range(GROUPS)]
    chats = {*people, *groups, GROUP}
    stage.time.move_to(SLOT_AT - timedelta(hours=3))
    await lives.begin()
    for person in people:
        stage.say(person, "/start")
    for person in people:
        await stage.hears(person, "Welcome")
    await lives.end()

    # Half of the messages are written when the slot falls due; a message stays under way for a moment, in which the
    # program can be killed.
    stage.time.move_to(SLOT_AT - timedelta(seconds=WRITING_SECONDS / 2))
    stage.sandbox.api.faults = Faults(latency_seconds=0.03, methods={"sendMessage"})
    writing = asyncio.create_task(write(stage, chance, people, groups))
    for _ in range(KILLS):
        await lives.begin()
        await live(stage, chance, chats)
        await lives.end()
    written = await writing
    await lives.begin()
    await until(lambda: settled(stage), "all is settled", seconds=60, otherwise=lambda: left(stage.folder))
    await lives.end(signal.SIGTERM)

    assert read(stage.folder, "PRAGMA integrity_check") == [("ok",)]
    entries = read(stage.folder, "SELECT chat_id, message_id FROM entries ORDER BY id")
    assert Counter(entries) == Counter(written)
    for chat in chats:
        in_chat = [message for place, message in entries if place == chat]
        assert in_chat == sorted(in_chat)
    assert read(stage.folder, "SELECT DISTINCT state FROM updates") == [("done",)]

    heard = {chat: [text_of(one) for one in stage.world.chat(chat).messages.values() if one.from_bot] for chat in chats}
    tickets = {(chat, number) for chat, number in read(stage.folder, "SELECT chat_id, id FROM tickets")}
    confirmed = {(chat, int(number)) for chat in chats for number in CONFIRMED.findall("\n".join(heard[chat]))}
    assert confirmed == tickets
    assert {state for state, _ in states(stage.folder)} <= {"sent", "unconfirmed"}

    announced = dict(read(stage.folder, "SELECT chat_id, state FROM deliveries WHERE occasion = ?", SLOT))
    assert announced.keys() == chats
    times = {chat: sum(ANNOUNCED in text for text in heard[chat]) for chat in chats}
    print(stage.running.output.count("connected as"), "of the lives reached Telegram;", len(tickets), "tickets;")
    print(sum(times.values()), "announced;", states(stage.folder))
    assert {chat for chat in chats if times[chat] > 1} == set()
    assert {chat for chat in chats if times[chat] < 1} <= {
        chat for chat, state in announced.items() if state == "unconfirmed"
    }


async def write(stage: Stage, chance: Random, people: list[int], groups: list[int]) -> list[tuple[int, int]]:
    """All messages, each in its moment; returns chat and number of each.

    Every fifth is in a group, where one speaks for a while, then another elsewhere. Half of the others are a few
    people's, whose confirmations have to wait for each other.
    """
    written = []
    for n in range(MESSAGES):
        if n % 25 == 0:
            speaker, group = chance.choice(people), groups[n // 25 % GROUPS]
        writer = chance.choice(people[:TALKERS] if n % 2 else people)
        person, chat = (speaker, group) if n % 5 == 0 else (writer, None)
        message = stage.say(person, f"Server {n} is down", chat)
        written.append((message.body["chat"]["id"], message.id))
        await asyncio.sleep(WRITING_SECONDS / MESSAGES)
    return written


async def live(stage: Stage, chance: Random, chats: set[int]) -> None:
    """Returns when it is time to die: at random, but surely when the announcement has reached the first few."""
    loop = asyncio.get_running_loop()
    last = loop.time() + chance.uniform(0.05, LONGEST_LIFE_SECONDS)
    reached_before = reached(stage, chats)
    while loop.time() < last:
        if reached_before == 0 < reached(stage, chats):
            return
        await asyncio.sleep(0.01)


def reached(stage: Stage, chats: set[int]) -> int:
    return sum(any(ANNOUNCED in text_of(one) for one in stage.from_bot(chat)) for chat in chats)


def settled(stage: Stage) -> bool:
    """Whether nothing is left to be done; what was written and not yet fetched counts too."""
    return not stage.world.updates.queue and not left(stage.folder)


def left(folder: Path) -> list[Any]:
    updates = read(folder, "SELECT id, update_id, attempts FROM updates WHERE state = 'waiting'")
    unsettled = "SELECT id, occasion, chat_id, state, attempts, reason FROM deliveries WHERE state IN (?, ?)"
    return updates + read(folder, unsettled, "planned", "sending")


def states(folder: Path) -> list[Any]:
    return read(folder, "SELECT state, count(*) FROM deliveries GROUP BY state")
