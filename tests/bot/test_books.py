"""The words of the inbox's books."""

import re
from pathlib import Path

import pytest

from bot.languages import NAMES, SOURCE, language
from bot.reconciliation import KEPT, OTHER, Books
from bot.texts.books import lines_of, why_ignored

ROOT = Path(__file__).parents[2]
REASON = re.compile(r'"ignored: ([^"]+)"')


def _reasons() -> set[str]:
    """All that the program itself gives for ignoring an update."""
    sources = [*(ROOT / "handlers").glob("*.py"), ROOT / "bot" / "app.py"]
    return {reason for source in sources for reason in REASON.findall(source.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("code", NAMES)
def test_every_reason_for_ignoring_has_words(code: str) -> None:
    spoken, reasons = language(code), _reasons()
    assert len(reasons) > 5  # they are found
    assert [reason for reason in reasons if code != SOURCE and why_ignored(spoken, reason) == reason] == []
    assert len({why_ignored(spoken, reason) for reason in reasons}) == len(reasons)


def test_a_reason_without_words_stands_for_itself() -> None:
    assert why_ignored(language("zh"), "odd") == "odd"


@pytest.mark.parametrize("outcome", [*KEPT, *OTHER, "ignored: staff", "refused: not theirs"])
def test_every_outcome_is_in_one_line(outcome: str) -> None:
    books = Books(None, 7, {outcome: 4}, waiting=2, failed=1, kept=0)
    assert sum(lines_of(books).values()) == 7
    assert books.missing == 0
