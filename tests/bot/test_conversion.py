"""What a message becomes, by what is known around it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.categories import CATEGORIES, Category, Name
from bot.conversion import AddTo, Burst, KeepDraft, NewTicket, Surroundings, convert, suggest_category
from bot.tickets import MAX_TITLE
from tests.bot.issues import RECEIVED
from tests.bot.moments import HOUR, NOW, SECOND

BURST = Burst(quiet=6 * SECOND, longest=45 * SECOND)
LATEST = replace(RECEIVED, id=1, opened_at=NOW)
QUOTED, ALBUM = replace(RECEIVED, id=2), replace(RECEIVED, id=3)
OPEN = Surroundings(closed=False)


def test_a_message_alone_is_a_new_ticket_with_its_title() -> None:
    assert convert("The site is down\nsince nine", NOW, OPEN, BURST) == NewTicket("The site is down")


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
    becomes = convert("and the mail", at, around, BURST)
    assert becomes == (AddTo(LATEST, answer=False) if joins else NewTicket("and the mail"))


def test_without_bursts_every_message_is_its_own_ticket_unless_sent_in_the_same_second() -> None:
    never = Burst(timedelta(), timedelta())
    assert convert("b", NOW + SECOND, replace(OPEN, latest=(LATEST, NOW)), never) == NewTicket("b")


def test_a_straggler_of_an_album_joins_it_in_silence_however_late() -> None:
    around = replace(OPEN, album=ALBUM, quoted=QUOTED, latest=(LATEST, NOW))
    assert convert("📷 photo", NOW + HOUR, around, BURST) == AddTo(ALBUM, answer=False)


def test_an_answer_to_a_message_of_ours_goes_to_that_ticket_and_says_so() -> None:
    around = replace(OPEN, quoted=QUOTED, latest=(LATEST, NOW))
    assert convert("still down", NOW, around, BURST) == AddTo(QUOTED, answer=True)


def test_after_closing_everything_is_kept_as_a_draft() -> None:
    around = Surroundings(closed=True, album=ALBUM, quoted=QUOTED, latest=(LATEST, NOW))
    assert convert("The site is down", NOW, around, BURST) == KeepDraft()


def test_a_long_first_line_is_cut_for_the_title() -> None:
    becomes = convert("x" * 10_000, NOW, OPEN, BURST)
    assert isinstance(becomes, NewTicket)
    assert len(becomes.title) == MAX_TITLE


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("My DOMAIN and its DNS are gone", "hosting"),
        ("网站打不开，一直报错", "bug"),
        ("请问怎么修改密码", "question"),
        ("Can your API integrate with ours?", "advice"),
        ("我要投诉，态度太差", "complaint"),
        ("I want a refund, this is unacceptable, my domain is gone", "complaint"),  # 2 to 1
        ("Hello", "question"),  # nothing hints at anything
        ("", "question"),
    ],
)
def test_the_category_with_the_most_keywords_is_suggested(text: str, category: str) -> None:
    assert suggest_category(text, CATEGORIES) == category


def test_without_a_category_for_questions_the_first_takes_the_rest() -> None:
    def category(key: str, *keywords: str) -> Category:
        return Category(key=key, name=Name(zh=key, en=key), department="d", keywords=keywords)

    own = [category("sales", "price"), category("support", "help", "price")]
    assert suggest_category("Hello", own) == "sales"
    assert suggest_category("HELP", own) == "support"
    assert suggest_category("what is the price", own) == "sales"  # 1 to 1: the first
