"""What the record is told of a change: item by item, and of an item that stays only what changed."""

from typing import Any

import pytest

from bot.office.differences import Difference, differences
from bot.office.documents import MODELS, Document


def _of(document: Document, before: Any, after: Any) -> list[Difference]:
    read = MODELS[document].validate_python
    return differences(document, read(before), read(after))


def _department(key: str, name: str = "x") -> dict[str, str]:
    return {"key": key, "name": name}


def _phrase(title: str, text: str = "x", language: str = "en") -> dict[str, str]:
    return {"title": title, "language": language, "text": text}


def test_what_stays_the_same_is_no_difference() -> None:
    assert _of(Document.DEPARTMENTS, [_department("a")], [_department("a")]) == []


def test_items_come_go_and_change_their_fields() -> None:
    found = _of(
        Document.DEPARTMENTS,
        [_department("a"), _department("b"), _department("c")],
        [_department("b", "y"), _department("c"), _department("d")],
    )
    told = [(one.item, one.before, one.after) for one in found]
    both = {"zh": "x", "en": "x"}
    assert told == [
        ("a", {"key": "a", "name": both}, None),
        ("b", {"name": both}, {"name": {"zh": "y", "en": "y"}}),
        ("d", None, {"key": "d", "name": both}),
    ]


def test_another_order_is_told_once_and_not_for_what_came_or_went() -> None:
    before, after = [_department(key) for key in "abc"], [_department(key) for key in "xcb"]
    assert [one for one in _of(Document.DEPARTMENTS, before, after) if one.item == "order"] == [
        Difference("order", ["b", "c"], ["c", "b"])
    ]


def test_phrases_of_the_same_title_are_told_apart() -> None:
    found = _of(Document.PHRASES, [_phrase("Hi"), _phrase("Hi", "y")], [_phrase("Hi"), _phrase("Hi", "z")])
    assert found == [Difference("en: Hi (2)", {"text": "y"}, {"text": "z"})]


@pytest.mark.parametrize(
    ("document", "before", "after", "found"),
    [
        (
            Document.RULES,
            {},
            {"low_rating": False, "manager_words": ["boss"]},
            [("low_rating", True, False), ("manager_words", None, ["boss"])],
        ),
        (
            Document.CALENDAR,
            {"days_off": ["2026-04-01"]},
            {"hours": [["09:00-12:00"], *[["09:00-18:00"]] * 4, [], []], "country": "DE"},
            [("hours.0", ["09:00-18:00"], ["09:00-12:00"]), ("country", None, "DE"), ("days_off", ["2026-04-01"], [])],
        ),
        (
            Document.REWARDS,
            [{"rule": "first-issue", "gift": "a"}],
            [{"rule": "first-issue", "gift": {"zh": "a", "en": "b"}}],
            [("first-issue", {"gift": {"zh": "a", "en": "a"}}, {"gift": {"zh": "a", "en": "b"}})],
        ),
    ],
)
def test_documents_without_items_are_told_by_their_fields(
    document: Document, before: Any, after: Any, found: list[tuple[str, Any, Any]]
) -> None:
    told = _of(document, before, after)
    assert [(one.item, one.after) for one in told] == [(item, after) for item, _, after in found]
    assert all(one.before == old for one, (_, old, _) in zip(told, found, strict=True) if one.item != "manager_words")
