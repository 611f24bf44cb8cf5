"""The rehearsal's rules: who plays, what they mean to do, what the budget makes of it, and what is worth a warning."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from bot.budget import Priority
from bot.deliveries import Purpose
from bot.languages import language
from bot.office.calendar import WorkCalendar
from bot.reconciliation import Books
from sandbox.rehearsal.cast import Cast, cast
from sandbox.rehearsal.concerns import Concern, concerns
from sandbox.rehearsal.drawing import COLOURS
from sandbox.rehearsal.facts import Busiest, Closed, DayOfTickets, Facts, Inbox, Slot, share_of
from sandbox.rehearsal.rehearsal import busiest
from sandbox.rehearsal.scripts import Course, Deed, script
from sandbox.rehearsal.temperaments import USUAL, Temperament, UnknownProportions, distribute, read
from sandbox.rehearsal.turns import turns_of
from sandbox.rehearsal.wording import purposes

ZONE = ZoneInfo("Asia/Shanghai")
LAUNCH = datetime(2027, 3, 15, 9, tzinfo=ZONE)
COURSE = Course(LAUNCH - timedelta(days=4, hours=1), LAUNCH - timedelta(days=3), LAUNCH, LAUNCH + timedelta(days=30))
NOON = datetime(2027, 3, 16, 12, tzinfo=UTC)


def people(customers: int = 200, groups: int = 20) -> Cast:
    return cast(customers=customers, groups=groups, proportions=USUAL, rights_missing=2, zone=ZONE, seed=7)


def test_proportions_are_read_and_kept_to_the_person() -> None:
    given = read("eager=1, resists=3")
    assert given == {Temperament.EAGER: 1, Temperament.RESISTS: 3}
    assert Counter(distribute(8, given, Random(1))) == {Temperament.EAGER: 2, Temperament.RESISTS: 6}  # noqa: S311


@pytest.mark.parametrize("text", ["", "eager", "eager=", "eager=-1", "lazy=3", "eager=1;late=2", "eager=0"])
def test_proportions_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(UnknownProportions):
        read(text)


def test_the_usual_proportions_are_a_hundred_and_everybody_is_among_them() -> None:
    assert sum(USUAL.values()) == 100
    assert set(USUAL) == set(Temperament)


def test_the_cast_is_the_same_again_and_another_with_another_seed() -> None:
    assert people() == people()
    other = cast(customers=200, groups=20, proportions=USUAL, rights_missing=2, zone=ZONE, seed=8)
    assert people().customers != other.customers
    assert sum(group.bot == "member" for group in people().groups) == 2
    assert len({one.id for one in people().customers}) == 200


@pytest.mark.parametrize("seed", range(5))
def test_everybody_does_what_their_temperament_says(seed: int) -> None:
    for one in people().customers:
        meant = script(one, COURSE, seed)
        assert meant == script(one, COURSE, seed)
        assert [each.at for each in meant] == sorted(each.at for each in meant)
        deeds = Counter(each.deed for each in meant)
        assert deeds[Deed.START] == 1
        assert deeds[Deed.VANISH] == (one.temperament is Temperament.NEVER)
        assert deeds[Deed.BLOCK] == (one.temperament is Temperament.BLOCKS)
        moves = [each.at for each in meant if each.deed is Deed.MOVE]
        assert len(moves) == (one.temperament not in {Temperament.NEVER, Temperament.BLOCKS, Temperament.RESISTS})
        assert all(COURSE.launch < at < COURSE.deadline for at in moves)
        assert all(each.at < COURSE.ends for each in meant if each.deed in {Deed.MATTER, Deed.COME})
        assert all(each.at > COURSE.deadline for each in meant if each.deed is Deed.COME)


def test_the_late_move_late_and_the_eager_early() -> None:
    moves = {
        one.temperament: [each.at for each in script(one, COURSE, 7) if each.deed is Deed.MOVE]
        for one in people().customers
    }
    assert max(moves[Temperament.EAGER]) < LAUNCH + timedelta(days=6) < min(moves[Temperament.LATE])


def test_the_budget_spreads_what_goes_out_at_once() -> None:
    asked = [(NOON, Priority.BROADCAST, chat) for chat in range(1, 101)]
    turns = turns_of(asked, per_second=10)
    # A hundred at ten a second: the last one after 9.9 seconds.
    assert [round(turn.waited.total_seconds(), 1) for turn in turns] == [round(n / 10, 1) for n in range(100)]


def test_answers_go_before_broadcasts_and_one_chat_waits_for_itself() -> None:
    asked = [(NOON, Priority.BROADCAST, chat) for chat in range(1, 101)]
    asked += [(NOON + timedelta(seconds=2), Priority.ANSWER, 500)]
    found = busiest(turns_of(asked, per_second=10), per_second=10)
    assert (found.calls, found.most) == (101, 600)
    assert found.longest_answer <= timedelta(seconds=0.2)
    assert found.longest_wait >= timedelta(seconds=9.9)


def test_days_pass_in_no_time() -> None:
    asked = [(NOON + timedelta(days=number), Priority.ANSWER, 1) for number in range(40)]
    assert [turn.waited for turn in turns_of(asked, per_second=10)] == [timedelta()] * 40
    assert turns_of([], per_second=10) == []


def facts(**what: object) -> Facts:
    given: dict[str, object] = {
        "days": [date(2027, 3, 15)],
        "sends": Counter(),
        "a_day": Counter(),
        "most": None,
        "busiest": Busiest(None, 0, 1770, timedelta(), timedelta()),
        "tickets": [],
        "to_accept": [],
        "capacity": 10,
        "funnel": [],
        "holdouts": [],
        "blocked": 0,
        "closed": Closed(0, 0, 0, 0, {}),
        "ledgers": [],
        "inbox": Inbox(Books(None, 0, {}, 0, 0, 0), 0, 0),
        "slots": [],
    }
    return Facts(**(given | what))  # type: ignore[arg-type]


def warned(found: Facts, course: Course = COURSE) -> list[Concern]:
    nobody = Cast([], [], [])
    return [one.concern for one in concerns(found, nobody, course, calendar=WorkCalendar(), zone=ZONE, most_a_day=6)]


DEADLINE_EN, DEADLINE_ZH = "closes on 14 April 2027, 09:00", "2027年4月14日 09:00 关闭"


@pytest.mark.parametrize(
    ("found", "concern"),
    [
        (
            facts(slots=[Slot(datetime(2027, 4, 5, 9, 30, tzinfo=ZONE), {"en": DEADLINE_EN, "zh": DEADLINE_ZH})]),
            "holiday",
        ),
        (facts(slots=[Slot(NOON, {"en": DEADLINE_EN, "zh": "快来"})]), "no-deadline"),
        (facts(closed=Closed(2, 1, 0, 2, {"not enough rights": 1})), "no-rights"),
        (facts(unheard=3), "unheard"),
        (facts(tickets=[DayOfTickets(date(2027, 3, 16), 20, 0, 5, 0, 11)]), "too-many-tickets"),
        (facts(to_accept=[timedelta(hours=20)]), "slow"),
        (facts(a_day=Counter({7: 1})), "too-many-messages"),
        (facts(busiest=Busiest(NOON, 1600, 1770, timedelta(), timedelta())), "busy"),
    ],
)
def test_what_a_manager_should_look_at_is_found(found: Facts, concern: str) -> None:
    assert warned(found) == [concern]


def test_a_good_plan_is_let_pass() -> None:
    good = facts(
        slots=[Slot(NOON, {"en": DEADLINE_EN, "zh": DEADLINE_ZH})],
        a_day=Counter({6: 100}),
        tickets=[DayOfTickets(date(2027, 3, 16), 5, 5, 5, 5, 10)],
        to_accept=[timedelta(hours=1)],
    )
    assert warned(good) == []


def test_a_slot_in_the_night_of_those_who_live_elsewhere_is_found() -> None:
    cast_ = people()
    slot = Slot(datetime(2027, 3, 16, 15, 30, tzinfo=ZONE), {"en": DEADLINE_EN, "zh": DEADLINE_ZH})
    found = concerns(facts(slots=[slot]), cast_, COURSE, calendar=WorkCalendar(), zone=ZONE, most_a_day=6)
    living = sum(one.zone.key == "America/New_York" for one in cast_.customers)
    # 15:30 in Shanghai is 03:30 in New York, in summer time.
    assert [(one.where, one.zone, one.count) for one in found] == [("15:30 → 03:30", "America/New_York", living)]


def test_a_launch_or_deadline_when_nobody_is_there_is_found() -> None:
    sunday = Course(COURSE.begins, COURSE.first_announced, LAUNCH - timedelta(days=1), COURSE.deadline)
    assert warned(facts(), sunday) == [Concern.LAUNCHED_OUT_OF_HOURS]


@pytest.mark.parametrize("code", ["en", "zh"])
def test_every_kind_of_message_has_a_name_and_a_colour_of_its_own(code: str) -> None:
    named = purposes(language(code))
    assert set(named) == {*Purpose}
    assert len(set(named.values())) == len(named) <= len(set(COLOURS))


def test_shares_are_of_what_there_is() -> None:
    assert share_of([], 0.5) == 0
    assert share_of([3, 1, 2], 0.5) == 2
    assert share_of(range(100), 0.95) == 95
