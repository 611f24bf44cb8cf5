"""The move through the API: admins' tokens read it and move its deadline."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.people import Role
from bot.sections import Company
from bot.storage import events, transitions
from bot.storage.database import Database
from bot.transition import Transition, Window
from tests.desk.api.conftest import token
from tests.desk.served import Served, serving

ADDRESS = "/api/v1/transition"


async def test_the_deadline_moves_within_the_window_with_its_reason(desk: Served, ops: dict[str, str]) -> None:
    read = await desk.client.get(ADDRESS, headers=ops)
    was = read.json()
    assert (was["phase"], was["days"], was["deadline"]) == ("open", 30, "2026-04-19T01:00:00Z")
    assert (was["earliest_deadline"], was["latest_deadline"]) == ("2026-04-09", "2026-04-19")
    change = {"deadline": "2026-04-15", "reason": "all are here"}
    assert (await desk.client.patch(ADDRESS, json=change, headers=ops)).status_code == 428
    moved = await desk.client.patch(ADDRESS, json=change, headers=ops | {"If-Match": read.headers["etag"]})
    assert (moved.status_code, moved.json()["days"], moved.json()["days_left"]) == (200, 26, 14)
    late = await desk.client.patch(ADDRESS, json=change, headers=ops | {"If-Match": read.headers["etag"]})
    assert late.status_code == 412
    async with desk.database.transaction() as tx:
        [last] = await transitions.changes(tx, limit=1)
        [event] = await events.take(tx, limit=9)
    assert (last.who, last.reason) == ("Ops", "all are here")
    assert event.about["deadline"] == "2026-04-15T01:00:00+00:00"


@pytest.mark.parametrize("deadline", ["2026-04-08", "2026-04-20", "9999-12-31", "0001-01-01"])
async def test_a_day_outside_the_window_is_refused_with_those_inside(
    desk: Served, ops: dict[str, str], deadline: str
) -> None:
    answer = await desk.client.patch(ADDRESS, json={"deadline": deadline}, headers=ops | {"If-Match": "*"})
    assert answer.status_code == 422
    assert answer.json()["detail"] == "deadline: choose a day from 2026-04-09 to 2026-04-19"


async def test_where_clocks_change_the_last_day_is_taken_and_one_that_is_left_out_is_refused(
    database: Database,
) -> None:
    async with serving(database, company=Company(name="Example Hosting", timezone="Europe/Berlin")) as desk:
        ops = await token(desk, Role.ADMIN, "Ops") | {"If-Match": "*"}
        # 23:30 in Berlin; day 20 ends on 28 March, day 21 on the 30th.
        launch = datetime(2026, 3, 8, 22, 30, tzinfo=UTC)
        desk.clock.set(datetime(2026, 3, 20, tzinfo=UTC))
        async with desk.database.transaction() as tx:
            begun = Transition(Window(launch, 25))
            await transitions.replan(tx, begun, who="x", reason=None, now=desk.clock.now())
        was = (await desk.client.get(ADDRESS, headers=ops)).json()
        assert (was["earliest_deadline"], was["latest_deadline"]) == ("2026-03-28", "2026-04-08")
        last = await desk.client.patch(ADDRESS, json={"deadline": "2026-04-08"}, headers=ops)
        assert (last.status_code, last.json()["days"]) == (200, 30)
        left_out = await desk.client.patch(ADDRESS, json={"deadline": "2026-03-29"}, headers=ops)
        assert (left_out.status_code, left_out.json()["detail"]) == (
            422,
            "deadline: clocks are put forward: choose the day before or after",
        )


async def test_a_closed_channel_has_no_deadline_to_move(desk: Served, ops: dict[str, str]) -> None:
    desk.clock.forward(timedelta(days=30))
    asked: dict[str, Any] = {"deadline": "2026-04-19"}
    answer = await desk.client.patch(ADDRESS, json=asked, headers=ops | {"If-Match": "*"})
    assert (answer.status_code, answer.json()["title"]) == (409, "Conflict")


async def test_where_a_second_admin_confirms_a_program_moves_nothing(database: Database) -> None:
    async with serving(database, second_admin=True) as desk:
        ops = await token(desk, Role.ADMIN, "Ops")
        answer = await desk.client.patch(ADDRESS, json={"deadline": "2026-04-15"}, headers=ops | {"If-Match": "*"})
        assert answer.status_code == 409
        assert "second admin" in answer.json()["detail"]
