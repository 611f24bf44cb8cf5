"""Entities in UTF-16 units."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.entities import trimmed, utf16, with_automatic

CASES = [
    ("/start abc", ["bot_command:/start"]),
    ("see /help@chatferry_bot!", ["bot_command:/help@chatferry_bot"]),
    ("1/2 and a/b/c", []),
    ("https://example.com/a?b=(c). Next", ["url:https://example.com/a?b=(c"]),
    ("看 http://127.0.0.1:8080/t/x，谢谢", ["url:http://127.0.0.1:8080/t/x"]),
    ("example.com/x is down", ["url:example.com/x"]),
    ("mail ann@example.com", ["email:ann@example.com"]),
    ("ask @ann_w now", ["mention:@ann_w"]),
    ("#bug #12", ["hashtag:#bug"]),
    ("👋👋 /help", ["bot_command:/help"]),
]


def slices(text: str, entities: list[dict[str, int]]) -> list[str]:
    encoded = text.encode("utf-16-le")
    return [
        f"{one['type']}:{encoded[2 * one['offset'] : 2 * (one['offset'] + one['length'])].decode('utf-16-le')}"
        for one in entities
    ]


@pytest.mark.parametrize(("text", "found"), CASES)
def test_telegram_finds_links_and_commands_by_itself(text: str, found: list[str]) -> None:
    assert slices(text, with_automatic(text, ())) == found


def test_nothing_is_found_inside_code_and_links() -> None:
    code = {"type": "code", "offset": 0, "length": 5}
    assert with_automatic("/help /start", [code]) == [code, {"type": "bot_command", "offset": 6, "length": 6}]


def test_bold_commands_are_both() -> None:
    bold = {"type": "bold", "offset": 0, "length": 5}
    assert with_automatic("/help", [bold]) == [bold, {"type": "bot_command", "offset": 0, "length": 5}]


@given(st.text(), st.integers(0, 20), st.integers(1, 20))
def test_trimming_keeps_every_entity_within_the_text(text: str, offset: int, length: int) -> None:
    kept, entities = trimmed(text, [{"type": "bold", "offset": offset, "length": length}])
    assert kept == text.strip()
    assert all(0 <= one["offset"] < one["offset"] + one["length"] <= utf16(kept) for one in entities)
