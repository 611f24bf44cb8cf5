"""A broadcast to 2,000 through everything that goes wrong, the program killed again and again in the middle of it."""

from collections import Counter
from dataclasses import dataclass

from bot.content import Content
from bot.deliveries import Purpose
from bot.storage import broadcasts, chats
from bot.storage.audiences import EVERYONE
from bot.storage.database import Database
from bot.storage.migrate import migrate
from sandbox.faults import Faults, NextFault
from tests.journey.books import read
from tests.journey.stage import GROUP, Stage
from tests.journey.waiting import until

PEOPLE, GROUPS = 1_900, 100
RECIPIENTS = PEOPLE + GROUPS + 1
FIRST = 10_000
KILLS, KILLED_AFTER = 6, 220
"""So many calls of each life; what is left after the last is a good third."""
FAILED_OF = "SELECT chat_id FROM deliveries WHERE broadcast_id = ? AND state = 'failed'"
NEWS = "Maintenance tonight"
FURTHER_NEWS = "Maintenance is over"


@dataclass
class Crowd:
    steady: list[int]
    """People, and the supergroup that the stage has."""
    groups: list[int]
    blocked: set[int]
    now_called: dict[int, int]
    """The supergroups that groups became, by the id they had."""


async def gather(stage: Stage, database: Database) -> Crowd:
    """People and groups that the bot knows, some of whom it cannot reach any more and does not know that."""
    people = [stage.world.add_user(f"C{n}", id=FIRST + n, started=True).id for n in range(PEOPLE)]
    groups = [stage.world.add_chat(f"G{n}", type="group", bot="member").id for n in range(GROUPS)]
    now = stage.time.now()
    async with database.transaction() as tx:
        for number in people:
            await chats.seen(tx, number, kind="private", title="C", language="en", now=now)
        await chats.seen(tx, GROUP, kind="supergroup", title="G", language="en", now=now)
        for number in groups:
            await chats.seen(tx, number, kind="group", title="G", language="en", now=now)
    for number in people[::40]:
        stage.world.block(number)
    for number in people[20::40]:
        stage.world.deactivate(number)
    crowd = Crowd([*people, GROUP], groups, set(people[::40]), {})
    upgrade(stage, crowd, groups[:10])
    return crowd


def upgrade(stage: Stage, crowd: Crowd, groups: list[int]) -> None:
    crowd.now_called |= {group: stage.world.upgrade(group).id for group in groups}


async def announce(stage: Stage, database: Database, text: str) -> int:
    now = stage.time.now()
    async with database.transaction() as tx:
        number = await broadcasts.create(
            tx, kind=Purpose.BROADCAST, content=Content({"": text}), audience=EVERYONE, due_at=now, now=now
        )
    assert number is not None
    return number


def calls(stage: Stage, text: str) -> int:
    return sum(call.params.get("text") == text for call in stage.sandbox.api.calls.after(method="sendMessage"))


def states(stage: Stage, number: int) -> Counter[str]:
    counted = "SELECT state, count(*) FROM deliveries WHERE broadcast_id = ? GROUP BY state"
    return Counter(dict(read(stage.folder, counted, number)))


def is_done(stage: Stage, number: int) -> bool:
    return read(stage.folder, "SELECT state FROM broadcasts WHERE id = ?", number) == [("done",)]


def times_got(stage: Stage, crowd: Crowd, text: str) -> dict[int, int]:
    """How often each got it, by the id that it has now; what came to a group before its upgrade counts."""
    got = {}
    for chat in (*crowd.steady, *crowd.groups):
        ids = {chat, crowd.now_called.get(chat, chat)}
        messages = [one for id_ in ids for one in stage.world.chat(id_).messages.values() if one.from_bot]
        got[crowd.now_called.get(chat, chat)] = sum(one.body.get("text") == text for one in messages)
    return got


async def test_nobody_gets_it_twice_and_nobody_is_forgotten(stage: Stage) -> None:
    # As fast as the machine can: at 30 a second the test would take minutes.
    stage.settings = {"CHATFERRY_TELEGRAM__PAID_BROADCASTS": "true"}
    database = Database(f"sqlite+aiosqlite:///{stage.folder / 'chatferry.db'}")
    await migrate(database)
    crowd = await gather(stage, database)
    number = await announce(stage, database, NEWS)
    stage.sandbox.api.faults = Faults(
        latency_seconds=0.1, error_share=0.02, drop_share=0.02, drop_after=True, seed=4, methods={"sendMessage"}
    )

    in_flight = 0
    for life in range(KILLS):
        before = calls(stage, NEWS)
        stage.sandbox.api.faults.next = [NextFault("sendMessage", 1, 429, retry_after=1)]
        stage.spawn()
        if life == 0:
            await until(lambda: calls(stage, NEWS) >= 5, "the first are sent", seconds=30)
            upgrade(stage, crowd, crowd.groups[-40:])
        enough = before + KILLED_AFTER
        await until(lambda enough=enough: calls(stage, NEWS) >= enough, f"life {life} sends", seconds=30)  # type: ignore[misc]
        await stage.running.kill()
        in_flight += states(stage, number)["sending"]
    assert in_flight > 0
    assert sum(states(stage, number).values()) == RECIPIENTS
    stage.spawn()
    await until(lambda: is_done(stage, number), "it is done", seconds=60, otherwise=lambda: states(stage, number))

    counted = states(stage, number)
    print(f"{counted}; {in_flight} in flight when the program was killed {KILLS} times")
    assert set(counted) == {"sent", "failed", "unconfirmed"}
    assert counted.total() == RECIPIENTS
    logged = [one for one in stage.sandbox.api.calls.after(method="sendMessage") if one.params.get("text") == NEWS]
    # Answered by the front server, or dropped after the effect.
    in_doubt = sum(one.error_code == 502 or (one.ok and one.description is not None) for one in logged)
    assert counted["unconfirmed"] <= in_flight + in_doubt
    rows = read(stage.folder, "SELECT chat_id, state FROM deliveries WHERE broadcast_id = ?", number)
    # What was sent to a group before its upgrade keeps the id it went to.
    became = {crowd.now_called.get(chat, chat): state for chat, state in rows}
    got = times_got(stage, crowd, NEWS)
    assert len(rows) == len(became)
    assert became.keys() == got.keys()
    assert {chat: times for chat, times in got.items() if times > 1} == {}
    assert {became[chat] for chat, times in got.items() if times == 0} <= {"failed", "unconfirmed"}
    assert {became[chat] for chat, times in got.items() if times == 1} <= {"sent", "unconfirmed"}
    reasons = dict(read(stage.folder, "SELECT reason, count(*) FROM deliveries WHERE state = 'failed' GROUP BY reason"))
    assert set(reasons) == {"blocked", "deactivated"}

    # The next one skips whom the bot has lost; a stop in its middle leaves nothing open.
    stage.sandbox.api.faults = Faults(latency_seconds=0.5, methods={"sendMessage"})
    further = await announce(stage, database, FURTHER_NEWS)
    await stage.running.stop()
    stage.spawn()
    await until(lambda: calls(stage, FURTHER_NEWS) >= KILLED_AFTER, "the next one is sent", seconds=30)
    await stage.running.stop()
    counted = states(stage, further)
    assert set(counted) <= {"sent", "planned", "failed"}
    planned = {chat for (chat,) in read(stage.folder, "SELECT chat_id FROM deliveries WHERE broadcast_id = ?", further)}
    # Who blocks the bot is known by an update too, whatever became of the first broadcast.
    assert planned == {chat for chat, state in became.items() if state != "failed"} - crowd.blocked
    assert {became[chat] for (chat,) in read(stage.folder, FAILED_OF, further)} <= {"unconfirmed"}
    got = times_got(stage, crowd, FURTHER_NEWS)
    assert Counter(got.values()) == {1: counted["sent"], 0: RECIPIENTS - counted["sent"]}
    await database.close()
