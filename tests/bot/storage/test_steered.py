"""What steering keeps in the database: proposals, the plan with its record, what moved since it was told, remarks."""

from dataclasses import replace
from datetime import time

import pytest

from bot.broadcast import BroadcastState
from bot.content import Content
from bot.deliveries import Purpose
from bot.grants import Scope
from bot.proposals import LIFETIME
from bot.steering import Steer
from bot.storage import accounts, broadcasts, colleagues, customers, proposals, remarks, transitions
from bot.storage.announced import moved_since
from bot.storage.audiences import OPEN
from bot.storage.database import Database
from bot.storage.remarks import Remarks
from bot.transition import Transition, Window
from bot.wishes import Wish, dumped, read
from tests.bot.moments import DAY, HOUR, LAUNCH, NOW, SECOND

PLANNED = Transition(Window(LAUNCH, 30), (LAUNCH - 5 * DAY).date())
WISH = Wish(Steer.MOVE_DEADLINE, last=LAUNCH.date())


@pytest.mark.parametrize(
    "wish",
    [
        WISH,
        Wish(Steer.MOVE_LAUNCH, launch=LAUNCH, days=20, announce_from=LAUNCH.date()),
        Wish(Steer.SET_TIMES, times=(time(9, 30), time(15))),
        Wish(Steer.REOPEN, until=NOW),
        Wish(Steer.EXTEND, scope=Scope.CHANNEL, scope_id=-100, until=NOW),
    ],
)
def test_a_wish_is_the_same_after_it_was_written_down(wish: Wish) -> None:
    assert read(dumped(wish)) == wish


def test_what_touches_everybody_is_weighty() -> None:
    assert WISH.is_weighty
    assert Wish(Steer.REOPEN).is_weighty
    assert not Wish(Steer.REOPEN, scope=Scope.CUSTOMER, scope_id=11).is_weighty
    assert not Wish(Steer.EXTEND, scope=Scope.CUSTOMER, scope_id=11).is_weighty
    # No form makes it so; if one did, it would not get around the second admin.
    assert Wish(Steer.EXTEND).is_weighty


async def test_a_proposal_waits_a_day_is_settled_once_and_gives_way_to_a_newer_one(database: Database) -> None:
    async with database.transaction() as tx:
        first = await proposals.add(tx, WISH, "why", by_id=501, by_name="Ada", now=NOW)
        other = await proposals.add(tx, Wish(Steer.CLOSE_EARLY), "x", by_id=501, by_name="Ada", now=NOW)
        second = await proposals.add(tx, WISH, "better", by_id=502, by_name="Bob", now=NOW + HOUR)
        assert [one.id for one in await proposals.waiting(tx, NOW + HOUR)] == [other.id, second.id]
        assert await proposals.waiting(tx, NOW + HOUR + LIFETIME) == []
        by = {"by_id": 503, "by_name": "Cleo"}
        assert not await proposals.settle(tx, first.id, accepted=True, now=NOW + HOUR, **by)  # type: ignore[arg-type]
        assert not await proposals.settle(tx, other.id, accepted=True, now=NOW + LIFETIME, **by)  # type: ignore[arg-type]
        assert await proposals.settle(tx, second.id, accepted=True, now=NOW + LIFETIME, **by)  # type: ignore[arg-type]
        assert not await proposals.settle(tx, second.id, accepted=False, now=NOW + LIFETIME, **by)  # type: ignore[arg-type]
        settled = await proposals.get(tx, second.id)
    assert (settled.wish, settled.accepted, settled.settled_by_name) == (WISH, True, "Cleo")
    assert not settled.waits(NOW + HOUR)
    assert first.waits(NOW + LIFETIME - SECOND)
    assert not first.waits(NOW + LIFETIME)


async def test_a_proposal_lapses_once_and_nobody_stands_behind_it(database: Database) -> None:
    async with database.transaction() as tx:
        late = await proposals.add(tx, WISH, "why", by_id=501, by_name="Ada", now=NOW)
        young = await proposals.add(tx, Wish(Steer.CLOSE_EARLY), "x", by_id=501, by_name="Ada", now=NOW + HOUR)
        assert await proposals.next_to_lapse(tx) == NOW + LIFETIME
        assert await proposals.lapse(tx, NOW + LIFETIME - SECOND) == []
        [lapsed] = await proposals.lapse(tx, NOW + LIFETIME)
        assert (lapsed.id, lapsed.accepted, lapsed.settled_by_name) == (late.id, False, None)
        assert await proposals.lapse(tx, NOW + LIFETIME) == []
        assert await proposals.next_to_lapse(tx) == young.expires_at


async def test_a_colleague_reads_what_they_chose_or_else_what_their_app_speaks(database: Database) -> None:
    async with database.transaction() as tx:
        for language in ("en", "zh"):
            await colleagues.note(tx, 501, language)
        await colleagues.note(tx, 502, "en")
        await customers.seen(tx, 502, name="Bob", username=None, language="zh", now=NOW)
        await customers.seen(tx, 501, name="Ada", username=None, language=None, now=NOW)
        assert await colleagues.languages_of(tx, [501, 502, 503]) == {501: "zh", 502: "zh"}


async def test_each_part_of_a_changed_plan_has_its_line_in_the_record(database: Database) -> None:
    moved = replace(
        PLANNED,
        window=Window(LAUNCH + DAY, 20),
        announce_from=LAUNCH.date(),
        times=(time(8), time(16, 30)),
    )
    async with database.transaction() as tx:
        await transitions.begin(tx, PLANNED, NOW)
        await transitions.replan(tx, moved, who="Ada", reason="why", now=NOW + HOUR)
        assert await transitions.current(tx) == moved
        changes = await transitions.changes(tx)
        await transitions.replan(tx, moved, who="Ada", reason="again", now=NOW + HOUR)
        assert await transitions.changes(tx) == changes
    assert [change.field for change in changes] == ["deadline", "times", "announce_from", "launch", "deadline"]
    assert changes[1].after == "08:00, 16:30"


async def test_what_moved_since_the_last_announcement_is_known_until_the_next(database: Database) -> None:
    async def announce(slot: str, hours: int, state: BroadcastState = BroadcastState.SCHEDULED) -> None:
        now = NOW + hours * HOUR
        about = {"content": Content({"en": "x"}), "audience": OPEN, "due_at": now, "now": now}
        await broadcasts.create(tx, kind=Purpose.ANNOUNCEMENT, slot=slot, state=state, **about)  # type: ignore[arg-type]

    async def move(days: int, hours: int) -> None:
        moved = replace(PLANNED, window=Window(LAUNCH, days))
        await transitions.replan(tx, moved, who="Ada", reason=None, now=NOW + hours * HOUR)

    async with database.transaction() as tx:
        await transitions.begin(tx, PLANNED, NOW)
        await move(25, 1)
        assert await moved_since(tx) == frozenset()  # nobody was told anything
        await announce("a", 2)
        assert await moved_since(tx) == frozenset()
        await move(26, 3)
        await announce("b", 4, BroadcastState.MISSED)
        assert await moved_since(tx) == {"deadline"}
        await move(25, 5)
        assert await moved_since(tx) == frozenset()  # moved back
        await move(28, 6)
        await announce("c", 7)
        assert await moved_since(tx) == frozenset()


async def test_remarks_are_kept_of_companies_too(database: Database) -> None:
    async with database.transaction() as tx:
        number = await accounts.named(tx, "Harbour Ltd")
        assert await remarks.of(tx, Scope.ACCOUNT, number) == Remarks()
        await remarks.keep(tx, Scope.ACCOUNT, number, Remarks.read(" VIP,vip ，合同,", " note "))
        assert await remarks.of(tx, Scope.ACCOUNT, number) == Remarks(("VIP", "合同"), "note")
        await remarks.keep(tx, Scope.ACCOUNT, number, Remarks())
        assert await remarks.of(tx, Scope.ACCOUNT, number) == Remarks()
    assert len(Remarks.read(",".join(str(number) for number in range(50)), "x" * 900).tags) == 10
