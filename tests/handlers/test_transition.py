"""/transition and /deadline: admins read where the move stands, and move its deadline."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from bot.storage import transitions
from bot.storage.schema import transition as plan
from bot.storage.transitions import Change
from tests.ferry import ADMIN, ANN, DEADLINE, GROUP, LAUNCH, NOW, STAFF, ZONE, Ferry, Json, texts_of
from tests.handlers.composing import Composing
from tests.handlers.steered import moved


async def changes_of(ferry: Ferry) -> list[Change]:
    async with ferry.database.reading() as tx:
        return await transitions.changes(tx)


async def deadline(ferry: Ferry) -> datetime:
    async with ferry.database.reading() as tx:
        return (await transitions.current(tx)).window.deadline


async def test_the_transition_is_shown_with_customers_and_changes(ferry: Ferry) -> None:
    await ferry.hear(ANN, "The site is down")
    await moved(ferry, "28 holidays <b>")
    [told] = texts_of(await ferry.hear(ADMIN, "/transition"))
    assert told.splitlines() == [
        "Phase: open",
        "Launch: 20 March 2026, 09:00",
        "Deadline: 17 April 2026, 09:00 (day 28 after launch)",
        # From 1 April, 14:00, to 17 April, 09:00: fifteen days and nineteen hours.
        "16 days left",
        "Customers: 1 known, 0 migrated",
        "1 customer, 1 group; 1 not yet migrated",
        "Announcements go out each day at 09:30, 15:30. These times are changed on the page:"
        " https://desk.example.com/admin/transition",
        "",
        "Latest changes:",
        "1 April 2026, 14:00 · Ada (501) · deadline · 19 April 2026, 09:00 → 17 April 2026, 09:00 · holidays <b>",
        "1 April 2026, 14:00 · configuration · deadline 19 April 2026, 09:00",
    ]


async def test_the_times_that_admins_set_are_shown_until_announcements_end(ferry: Ferry) -> None:
    async with ferry.database.transaction() as tx:
        await tx.execute(update(plan).values(times=["08:00", "16:45"]))
    [told] = texts_of(await ferry.hear(ADMIN, "/transition"))
    assert "each day at 08:00, 16:45." in told
    ferry.move_to(DEADLINE)
    await ferry.quiet()
    told = texts_of(await ferry.hear(ADMIN, "/transition"))[-1]
    assert "Phase: closed" in told
    assert "Announcements" not in told


@pytest.mark.parametrize(
    ("wish", "moved_to", "reason"),
    [
        ("28", LAUNCH + timedelta(days=28), None),
        ("20", LAUNCH + timedelta(days=20), None),
        ("2026-04-15", LAUNCH + timedelta(days=26), None),
        ("2026-04-15   two  customers asked ", LAUNCH + timedelta(days=26), "two  customers asked"),
        (f"29 {'x' * 300}", LAUNCH + timedelta(days=29), "x" * 200),
    ],
)
async def test_an_admin_moves_the_deadline_and_who_when_from_to_and_why_are_recorded(
    ferry: Ferry, wish: str, moved_to: datetime, reason: str | None
) -> None:
    told = await moved(ferry, wish)
    assert told.startswith(f"The deadline is now {moved_to.day} April 2026, 09:00, {(moved_to - LAUNCH).days} days")
    assert await deadline(ferry) == moved_to
    latest = (await changes_of(ferry))[0]
    assert (latest.who, latest.at, latest.field, latest.reason) == ("Ada (501)", NOW, "deadline", reason)
    assert [datetime.fromisoformat(moment or "") for moment in (latest.before, latest.after)] == [DEADLINE, moved_to]


ALLOWED = "It can be from Thursday, April 9, 2026 to Sunday, April 19, 2026."
UNREAD = (
    "Write the number of days after launch or the date, and a reason if you like: "
    f"/deadline 28 or /deadline 2026-04-19 holidays. {ALLOWED}"
)


REFUSED = {
    "19": f"19 days are outside 20 to 30: the deadline stays. {ALLOWED}",
    "31": f"31 days are outside 20 to 30: the deadline stays. {ALLOWED}",
    "0": f"0 days are outside 20 to 30: the deadline stays. {ALLOWED}",
    "2026-04-08": f"19 days are outside 20 to 30: the deadline stays. {ALLOWED}",
    "2026-03-19": f"-1 days are outside 20 to 30: the deadline stays. {ALLOWED}",
    "soon": UNREAD,
    "-28": UNREAD,
    "99999999": UNREAD,
    "２８": UNREAD,
    "2026-13-45": UNREAD,
}
ADMINS = range(510, 510 + len(REFUSED))


@pytest.mark.parametrize("changes", [{"people": {"admins": list(ADMINS)}}])
async def test_what_is_outside_the_window_or_unreadable_is_refused_in_words(
    ferry: Ferry, changes: dict[str, Json]
) -> None:
    for admin, (wish, words) in zip(ADMINS, REFUSED.items(), strict=True):
        ferry.sandbox.world.add_user("Ada", id=admin, language_code="en", started=True)
        assert texts_of(await ferry.hear(admin, f"/deadline {wish}")) == [words], wish
    assert await deadline(ferry) == DEADLINE
    assert len(await changes_of(ferry)) == 1
    assert await ferry.outcomes() == ["refused: deadline"] * len(REFUSED)


async def test_a_deadline_that_has_gone_by_is_refused(ferry: Ferry) -> None:
    ferry.move_to(LAUNCH + timedelta(days=25))
    [told] = texts_of(await ferry.hear(ADMIN, "/deadline 24"))
    assert told == "13 April 2026, 09:00 has already gone by: the deadline stays."
    assert await deadline(ferry) == DEADLINE


async def test_after_closing_the_deadline_stays(ferry: Ferry) -> None:
    ferry.move_to(DEADLINE)
    for wish in ("30", "2026-04-30", "28 please"):
        assert texts_of(await ferry.hear(ADMIN, f"/deadline {wish}")) == [
            "The channel is closed: its deadline can no longer be moved."
        ]
    assert await deadline(ferry) == DEADLINE


async def test_closed_early_it_says_after_how_many_days(ferry: Ferry) -> None:
    ferry.move_to(LAUNCH + timedelta(days=20, hours=3))
    helm = Composing(ferry, ADMIN)
    await helm.say("/close all are there")
    await helm.press("Close now")
    [said] = texts_of(await ferry.hear(ADMIN, "/transition"))
    assert "Deadline: 9 April 2026, 12:00 (day 20 after launch)" in said


CLOCKS_GO_BACK = {
    "company": {"name": "Galaxy Hosting", "timezone": "Europe/Berlin", "language": "en"},
    "transition": {"launch": "2026-10-05T00:30:00+02:00"},
}
CLOCKS_GO_FORWARD = {
    "company": {"name": "Galaxy Hosting", "timezone": "Europe/Berlin", "language": "en"},
    "transition": {"launch": "2026-03-10T23:30:00+01:00"},
}


@pytest.mark.parametrize("changes", [CLOCKS_GO_FORWARD])
async def test_where_clocks_go_forward_the_last_day_on_offer_is_taken(ferry: Ferry, changes: dict[str, Json]) -> None:
    await ferry.hear(ANN, "The site is down")
    helm = Composing(ferry, ADMIN)
    assert "Possible is Thu, Apr 2 to Fri, Apr 10" in await helm.say("/deadline")
    await helm.press("Cancel")
    launch = datetime.fromisoformat("2026-03-10T23:30:00+01:00")
    assert "2 April 2026, 00:30, 22 days after launch" in await moved(ferry, "2026-04-02")
    assert "3 April 2026, 00:30, 23 days after launch" in await moved(ferry, "23")
    assert await deadline(ferry) == launch + timedelta(days=23)
    # Between the answers it is told how long there is to go, twice.
    refused = texts_of(await ferry.hear(ADMIN, f"/extend {ANN} 2026-04-11 contract"))
    assert any("until 10 April 2026, 00:30 at the latest" in text for text in refused)
    given = texts_of(await ferry.hear(ADMIN, f"/extend {ANN} 2026-04-10 contract"))
    assert any("until 10 April 2026, 00:30" in text for text in given)
    await helm.say(f"/extend {ANN}")
    assert [label for label in helm.choices if label.removeprefix("✅").isdigit()][-1] == "10"


@pytest.mark.parametrize("changes", [CLOCKS_GO_BACK])
async def test_where_clocks_go_back_nothing_beyond_the_thirtieth_day_is_offered(
    ferry: Ferry, changes: dict[str, Json]
) -> None:
    helm = Composing(ferry, ADMIN)
    assert "Possible is Sun, Oct 25 to Tue, Nov 3" in await helm.say("/deadline")
    await helm.press("Cancel")
    assert "3 November 2026, 23:30, 30 days" in await moved(ferry, "2026-11-03")


async def test_only_admins_may_ask(ferry: Ferry) -> None:
    for person, command in (
        (ANN, "/transition"),
        (STAFF, "/transition"),
        (ANN, "/deadline 28"),
        (STAFF, "/deadline 28"),
    ):
        [told] = texts_of(await ferry.hear(person, command))
        assert told == "This command is not for you. /help shows what you can do."
    assert await deadline(ferry) == DEADLINE
    assert await ferry.outcomes() == ["refused: not allowed"] * 4


@pytest.mark.parametrize(
    "changes", [{"transition": {"launch": "2026-04-03T00:00:00+08:00", "announce_from": "2026-04-02"}}]
)
async def test_before_the_first_announcement_it_waits(ferry: Ferry, changes: dict[str, Json]) -> None:
    [told] = texts_of(await ferry.hear(ADMIN, "/transition"))
    assert told.startswith("Phase: waiting for the first announcement\nLaunch: 3 April 2026, 00:00\n")
    ferry.clock.set(datetime(2026, 4, 2, tzinfo=ZONE))
    [told] = texts_of(await ferry.hear(ADMIN, "/transition"))
    assert told.startswith("Phase: announcing")


@pytest.mark.parametrize("command", ["/transition", "/deadline 28"])
async def test_in_a_group_where_customers_read_along_nothing_is_told(ferry: Ferry, command: str) -> None:
    [told] = texts_of(await ferry.hear(ADMIN, command, chat=GROUP))
    assert "private chat" in told
    async with ferry.database.reading() as tx:
        assert (await transitions.current(tx)).window.days == 30
