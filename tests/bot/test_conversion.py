"""What a message becomes, by what is known around it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.conversion import AddTo, Becomes, KeepDraft, Manners, NewTicket, SetAside, Surroundings, convert
from bot.recognition import Kind
from bot.tickets import MAX_TITLE, State
from tests.bot.issues import RECEIVED
from tests.bot.moments import DAY, HOUR, MINUTE, NOW, SECOND

MANNERS = Manners(quiet=6 * SECOND, longest=45 * SECOND, same_ticket=timedelta(), reopen=7 * DAY)
HOURLY = replace(MANNERS, same_ticket=HOUR)
LATEST = replace(RECEIVED, id=1, opened_at=NOW)
QUOTED, ALBUM = replace(RECEIVED, id=2), replace(RECEIVED, id=3)
OPEN = Surroundings(closed=False)


def test_a_message_alone_is_a_new_ticket_with_its_title() -> None:
    assert convert("The site is down\nsince nine", Kind.MATTER, NOW, OPEN, MANNERS) == NewTicket("The site is down")


@pytest.mark.parametrize(
    ("after_last", "after_first", "joins"),
    [
        (0, 0, True),
        (6, 6, True),  # exactly quiet
        (7, 7, False),
        (6, 45, True),  # exactly longest
        (6, 46, False),  # the burst has gone on for too long
        (1, 44, True),
        (-1, 10, True),  # two parts arrive in the wrong order
    ],
)
def test_a_burst_goes_on_while_it_is_quick_and_not_too_long(after_last: int, after_first: int, joins: bool) -> None:
    at = NOW + after_first * SECOND
    around = replace(OPEN, latest=(LATEST, at - after_last * SECOND))
    becomes = convert("and the mail", Kind.MATTER, at, around, MANNERS)
    assert becomes == (AddTo(LATEST, tell=False) if joins else NewTicket("and the mail"))


def test_without_bursts_every_message_is_its_own_ticket_unless_sent_in_the_same_second() -> None:
    never = replace(MANNERS, quiet=timedelta(), longest=timedelta())
    assert convert("b", Kind.MATTER, NOW + SECOND, replace(OPEN, latest=(LATEST, NOW)), never) == NewTicket("b")


def test_a_straggler_of_an_album_joins_it_in_silence_however_late() -> None:
    around = replace(OPEN, album=ALBUM, quoted=QUOTED, latest=(LATEST, NOW))
    assert convert("📷 photo", Kind.MATTER, NOW + HOUR, around, MANNERS) == AddTo(ALBUM, tell=False)


def test_an_answer_to_a_message_of_ours_goes_to_that_ticket_and_says_so() -> None:
    around = replace(OPEN, quoted=QUOTED, latest=(LATEST, NOW))
    assert convert("still down", Kind.MATTER, NOW, around, MANNERS) == AddTo(QUOTED, tell=True)


CLOSED = Surroundings(closed=True)
ANSWERED = Surroundings(closed=True, answers=True)
ASKED = replace(LATEST, waiting_since=NOW)


@pytest.mark.parametrize(
    ("around", "becomes"),
    [
        (CLOSED, KeepDraft()),
        # After so many days: neither quoted nor asked.
        (replace(CLOSED, quoted=QUOTED, latest=(ASKED, NOW - DAY)), KeepDraft()),
        # What was begun in time is ended.
        (replace(CLOSED, album=ALBUM), AddTo(ALBUM, tell=False)),
        (replace(CLOSED, latest=(LATEST, NOW - SECOND)), AddTo(LATEST, tell=False)),
        # Answers to what is still open.
        (replace(ANSWERED, quoted=QUOTED), AddTo(QUOTED, tell=True)),
        (replace(ANSWERED, quoted=QUOTED, private=False), AddTo(QUOTED, tell=True)),
        (replace(ANSWERED, latest=(ASKED, NOW - DAY)), AddTo(ASKED, tell=True)),
        (replace(ANSWERED, latest=(LATEST, NOW - DAY), spoken_to=True), AddTo(LATEST, tell=True)),
        # Where there is nothing to answer it may be any matter; in a group only what is quoted; nothing is reopened.
        (replace(ANSWERED, latest=(LATEST, NOW - DAY)), KeepDraft()),
        (replace(ANSWERED, latest=(ASKED, NOW - DAY), spoken_to=True, private=False), KeepDraft()),
        (replace(ANSWERED, quoted=replace(QUOTED, state=State.RESOLVED, resolved_at=NOW)), KeepDraft()),
        (ANSWERED, KeepDraft()),
    ],
)
def test_after_closing_all_but_answers_to_what_is_open_is_kept_as_a_draft(
    around: Surroundings, becomes: Becomes
) -> None:
    for kind in (Kind.MATTER, Kind.UNSURE):
        assert convert("The site is down", kind, NOW, around, MANNERS) == becomes


def test_a_long_first_line_is_cut_for_the_title() -> None:
    becomes = convert("x" * 10_000, Kind.MATTER, NOW, OPEN, MANNERS)
    assert isinstance(becomes, NewTicket)
    assert len(becomes.title) == MAX_TITLE


RESOLVED = replace(RECEIVED, id=4, state=State.RESOLVED, resolved_at=NOW)


@pytest.mark.parametrize(
    ("kind", "around", "after", "becomes"),
    [
        (Kind.GREETING, OPEN, HOUR, SetAside(Kind.GREETING)),
        (Kind.UNSURE, OPEN, HOUR, SetAside(Kind.UNSURE)),
        (Kind.ABOUT_MOVE, OPEN, HOUR, SetAside(Kind.ABOUT_MOVE)),
        (Kind.THANKS, OPEN, HOUR, SetAside(Kind.THANKS)),
        (Kind.THANKS, replace(OPEN, resolved=RESOLVED), HOUR, AddTo(RESOLVED, tell=False)),
        # within the hour of the last message to an open ticket
        (Kind.MATTER, replace(OPEN, latest=(LATEST, NOW)), HOUR, AddTo(LATEST, tell=True)),
        (Kind.MATTER, replace(OPEN, latest=(LATEST, NOW)), HOUR + SECOND, NewTicket("words")),
        (Kind.THANKS, replace(OPEN, latest=(LATEST, NOW)), HOUR, AddTo(LATEST, tell=False)),
        (Kind.UNSURE, replace(OPEN, latest=(LATEST, NOW)), HOUR, AddTo(LATEST, tell=True)),
        (Kind.ABOUT_MOVE, replace(OPEN, latest=(LATEST, NOW)), HOUR, SetAside(Kind.ABOUT_MOVE)),
        # quoting the card of a resolved one
        (Kind.THANKS, replace(OPEN, quoted=RESOLVED), HOUR, AddTo(RESOLVED, tell=False)),
        (Kind.MATTER, replace(OPEN, quoted=RESOLVED), 7 * DAY, AddTo(RESOLVED, tell=True, reopen=True)),
        (Kind.MATTER, replace(OPEN, quoted=RESOLVED), 8 * DAY, NewTicket("words", follows=RESOLVED)),
        (Kind.UNSURE, replace(OPEN, quoted=RESOLVED), HOUR, SetAside(Kind.UNSURE)),
    ],
)
def test_what_it_sounds_like_decides_where_nothing_else_does(
    kind: Kind, around: Surroundings, after: timedelta, becomes: Becomes
) -> None:
    assert convert("words", kind, NOW + after, around, HOURLY) == becomes


def test_a_card_waits_for_quiet_but_never_longer_than_the_longest() -> None:
    assert MANNERS.quiet_from(NOW, first=NOW) == NOW + 6 * SECOND
    assert MANNERS.quiet_from(NOW + 42 * SECOND, first=NOW) == NOW + 45 * SECOND  # 48 would be too long
    assert MANNERS.quiet_from(NOW + MINUTE, first=NOW) == NOW + MINUTE  # it is late already
