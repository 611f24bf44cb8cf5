"""Forms that the page would not send: what they ask for is refused in words, and changes nothing."""

import asyncio
import re
from collections.abc import Coroutine
from dataclasses import replace
from datetime import UTC, date, datetime
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from bot.errors import ChatferryError
from bot.grants import GrantKind, NobodyThere, NotForAll, Scope
from bot.office.office import Office
from bot.people import People
from bot.proposals import ProposalOver
from bot.sections import Company
from bot.steering import Steer
from bot.storage import chats, proposals, transitions
from bot.storage.database import Database
from bot.transition import Transition, Window
from bot.wishes import Wish
from tests.desk.served import ADMIN, ANN, LAUNCH, STAFF, Served, serving
from tests.desk.test_transition import BOB, DAY, PLAN, get, granted, met, plan, press, send

CAROL = 906
BERLIN = ZoneInfo("Europe/Berlin")


def two_admins() -> Office:
    return Office(ZoneInfo("Asia/Shanghai"), admins={ADMIN, BOB}, staff={STAFF})


def refusal_in(answer: httpx.Response) -> str:
    assert answer.status_code == 422, (answer.status_code, answer.headers.get("location"))
    alert = re.search(r'<p class="alert"[^>]*>([^<]*)', answer.text)
    assert alert
    return unescape(alert[1])


async def open_until(desk: Served) -> datetime | None:
    async with desk.database.reading() as tx:
        ann = await chats.get(tx, ANN)
    assert ann is not None
    return ann.open_until


@pytest.mark.parametrize("act", ["extend", "leave open"])
async def test_nothing_but_reopening_is_for_all_and_no_admin_alone_gives_it(database: Database, act: str) -> None:
    async with serving(database, second_admin=True, office=two_admins()) as desk:
        await met(desk)
        await send(desk, act="move deadline", last="2026-04-10", reason="x", then="do")
        await press(desk, f"{PLAN}/proposals/1/confirm", BOB)
        form = {"act": act, "scope": "all", "scope_id": "0", "until": "2026-04-19", "reason": "x"}
        for then in ("", "do"):
            assert "for one customer, company or group" in refusal_in(await send(desk, form, then=then))
        assert await granted(desk) == []
        assert await open_until(desk) is None


@pytest.mark.parametrize("kind", [GrantKind.EXTENSION, GrantKind.LEFT_OPEN])
async def test_what_is_given_to_all_is_weighty_and_refused_wherever_it_comes_from(
    desk: Served, kind: GrantKind
) -> None:
    act = {GrantKind.EXTENSION: Steer.EXTEND, GrantKind.LEFT_OPEN: Steer.LEAVE_OPEN}[kind]
    wish = Wish(act, scope=Scope.ALL, until=LAUNCH + 30 * DAY)
    assert wish.is_weighty
    await send(desk, act="move deadline", last="2026-04-10", then="do")
    for bridge in (desk.parts.bridge, replace(desk.parts.bridge, second_admin=True)):
        with pytest.raises(NotForAll):
            await bridge.steer(wish, "x", by=(ADMIN, "Eve"), now=desk.clock.now())


@pytest.mark.parametrize("scope", list(Scope))
@pytest.mark.parametrize("act", [Steer.MOVE_LAUNCH, Steer.MOVE_DEADLINE, Steer.CLOSE_EARLY])
def test_what_touches_everybody_is_weighty_whatever_scope_is_written_beside_it(act: Steer, scope: Scope) -> None:
    assert Wish(act, scope=scope, scope_id=7).is_weighty


def test_what_is_for_one_needs_nobody_else() -> None:
    assert not Wish(Steer.REOPEN, scope=Scope.CUSTOMER, scope_id=7).is_weighty
    assert Wish(Steer.REOPEN).is_weighty
    assert not Wish(Steer.EXTEND, scope=Scope.ACCOUNT, scope_id=7).is_weighty
    assert not Wish(Steer.SET_TIMES).is_weighty


@pytest.mark.parametrize("number", ["999999", "-5", str(2**62), str(2**63), str(10**30), str(-(10**30))])
@pytest.mark.parametrize("scope", ["channel", "customer", "account"])
async def test_nobody_unknown_is_left_open(desk: Served, scope: str, number: str) -> None:
    await met(desk)
    form = {"act": "leave open", "scope": scope, "scope_id": number, "reason": "x"}
    for then in ("", "do"):
        assert "Nobody with this number" in refusal_in(await send(desk, form, then=then))
    assert await granted(desk) == []


async def test_nobody_unknown_is_given_more_time(desk: Served) -> None:
    await send(desk, act="move deadline", last="2026-04-10", then="do")
    form = {"act": "extend", "scope": "customer", "scope_id": str(10**30), "until": "2026-04-19", "reason": "x"}
    assert "Nobody with this number" in refusal_in(await send(desk, form, then="do"))
    closed = LAUNCH + 31 * DAY
    reopening = Wish(Steer.REOPEN, scope=Scope.ACCOUNT, scope_id=7, until=closed + DAY)
    with pytest.raises(NobodyThere):
        await desk.parts.bridge.weigh(reopening, closed)


async def test_a_launch_years_away_is_refused_with_the_last_day(database: Database) -> None:
    async with serving(database) as desk:
        desk.clock.set(LAUNCH - 40 * DAY)
        before = await plan(desk)
        for far in ("9999-12-05T23:59", "9999-12-31T23:59", "2028-02-09T09:00"):
            said = refusal_in(await send(desk, act="move launch", launch=far, days="20", then="do"))
            assert "Tuesday, February 8, 2028 at the latest" in said, far
        assert await plan(desk) == before
        await send(desk, act="move launch", launch="2028-02-08T09:00", days="20", then="do")
        assert (await plan(desk)).window.launch == datetime(2028, 2, 8, 1, tzinfo=UTC)
        for path in (PLAN, f"{PLAN}/slots", "/admin/closing"):
            await get(desk, path)


async def test_a_launch_that_names_its_offset_is_taken_at_its_word(database: Database) -> None:
    async with serving(database) as desk:
        desk.clock.set(LAUNCH - 20 * DAY)
        await send(desk, act="move launch", launch="2026-03-21T09:00+05:00", days="20", then="do")
        assert (await plan(desk)).window.launch == datetime(2026, 3, 21, 4, tzinfo=UTC)


async def test_a_launch_moves_no_earlier_than_the_time_that_was_given_allows(database: Database) -> None:
    async with serving(database) as desk:
        desk.clock.set(LAUNCH - 40 * DAY)
        await met(desk)
        await send(desk, act="move deadline", last="2026-04-10", then="do")
        extension = {"act": "extend", "scope": "customer", "scope_id": str(ANN), "until": "2026-04-19", "reason": "x"}
        await send(desk, extension, then="do")
        before = await plan(desk)
        earlier = {"act": "move launch", "launch": "2026-03-01T09:00", "days": "20"}
        for then in ("", "do"):
            said = refusal_in(await send(desk, earlier, then=then))
            assert "1 extension that was given reaches beyond 31 March 2026, 09:00, day 30" in said
        assert await plan(desk) == before
        later = {"act": "move launch", "launch": "2026-03-21T09:00", "days": "20"}
        assert (await send(desk, later, then="do")).headers["location"] == f"{PLAN}?done=changed"
        await press(desk, f"{PLAN}/grants/1/end")
        assert (await send(desk, earlier, then="do")).headers["location"] == f"{PLAN}?done=changed"


async def test_of_proposals_made_at_once_one_waits_and_one_admin_settles_it(desk_on_each: Served) -> None:
    desk, now = desk_on_each, desk_on_each.clock.now()
    people = People(admins=frozenset({ADMIN, BOB, CAROL}), staff=frozenset({STAFF}))
    bridge = replace(desk.parts.bridge, second_admin=True, people=people)

    async def outcome(done: Coroutine[Any, Any, object]) -> object:
        try:
            return await done
        except ChatferryError as error:
            return error

    for _ in range(3):
        wishes = [Wish(Steer.MOVE_DEADLINE, last=date(2026, 4, 12 + number)) for number in range(4)]
        await asyncio.gather(*[bridge.steer(wish, "r", by=(ADMIN, "Eve"), now=now) for wish in wishes])
        async with desk.database.reading() as tx:
            [waiting] = await proposals.waiting(tx, now)
        # One more is proposed while others answer: neither waits for the other for ever.
        _, *answers = await asyncio.gather(
            bridge.steer(Wish(Steer.MOVE_DEADLINE, last=date(2026, 4, 18)), "r", by=(ADMIN, "Eve"), now=now),
            *[outcome(bridge.confirm(waiting.id, by=(who, "B"), now=now)) for who in (BOB, CAROL, BOB)],
            *[outcome(bridge.decline(waiting.id, by=(who, "B"), now=now)) for who in (BOB, CAROL)],
        )
        assert len([one for one in answers if not isinstance(one, ProposalOver)]) <= 1
        async with desk.database.reading() as tx:
            [left] = await proposals.waiting(tx, now)
        await bridge.decline(left.id, by=(BOB, "B"), now=now)


@pytest.mark.parametrize(
    ("launched", "last", "days"),
    [
        ("2026-10-05T00:30", "2026-11-03", 30),
        ("2026-03-10T23:30", "2026-04-10", 30),
        ("2026-10-01T09:00", "2026-10-31", 30),
    ],
)
async def test_where_clocks_change_the_page_offers_what_it_takes(
    database: Database, launched: str, last: str, days: int
) -> None:
    company = Company(name="Example Hosting", timezone="Europe/Berlin")
    async with serving(database, company=company) as desk:
        launch = datetime.fromisoformat(launched).replace(tzinfo=BERLIN)
        desk.clock.set(launch.astimezone(UTC))
        await met(desk)
        async with desk.database.transaction() as tx:
            begun = Transition(Window(launch.astimezone(UTC), 20))
            await transitions.replan(tx, begun, who="x", reason=None, now=desk.clock.now())
        answer = await desk.client.get(PLAN, headers=await desk.session(ADMIN))
        offered = re.findall(r'<option value="(\d{4}-\d\d-\d\d)"', answer.text)
        assert offered[-1] == last
        assert len(offered) == len(set(offered))
        of_ann = await desk.client.get(f"{PLAN}/of/customer/{ANN}", headers=await desk.session(ADMIN))
        assert f'max="{last}"' in of_ann.text
        extension = {"act": "extend", "scope": "customer", "scope_id": str(ANN), "until": last, "reason": "x"}
        assert (await send(desk, extension, then="do")).headers["location"] == f"{PLAN}?done=changed"
        assert await open_until(desk) == launch.astimezone(UTC) + days * DAY
        for number, day in enumerate(offered):
            moved = await send(desk, act="move deadline", last=day, then="do")
            assert moved.headers["location"] == f"{PLAN}?done=changed", (number, day)
            assert str((await plan(desk)).window.deadline.astimezone(BERLIN).date()) == day
        assert (await plan(desk)).window.days == days
