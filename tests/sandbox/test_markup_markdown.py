"""parse_mode MarkdownV2 and Markdown."""

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.errors import BotApiError
from sandbox.markup_markdown import parse, parse_legacy

Marks = list[tuple[Any, ...]]


def marks(entities: list[dict[str, Any]]) -> Marks:
    return [(one["type"], one["offset"], one["length"], *list(one.values())[3:]) for one in entities]


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        (r"a\.b\!", "a.b!", []),
        ("*b* _i_ __u__ ~s~ ||h||", "b i u s h", None),
        ("*b*", "b", [("bold", 0, 1)]),
        ("__u__", "u", [("underline", 0, 1)]),
        ("||h||", "h", [("spoiler", 0, 1)]),
        ("*a _b_*", "a b", [("italic", 2, 1), ("bold", 0, 3)]),
        ("👋`a.b`", "👋a.b", [("code", 2, 3)]),
        (r"`a\`b`", "a`b", [("code", 0, 3)]),
        ("```py\na*b```", "a*b", [("pre", 0, 3, "py")]),
        ("```\na```", "a", [("pre", 0, 1)]),
        ("[a](https://x.org/\\))", "a", [("text_link", 0, 1, "https://x.org/)")]),
        (r"[x\.org]", "x.org", [("text_link", 0, 5, "http://x.org")]),
        ("![👍](tg://emoji?id=5)", "👍", [("custom_emoji", 0, 2, "5")]),
        (">a\n>b\nc", "a\nb\nc", [("blockquote", 0, 4)]),
        (">a\n**>b||", "a\nb", [("blockquote", 0, 2), ("expandable_blockquote", 2, 1)]),
    ],
)
def test_markdown_v2_becomes_entities(source: str, text: str, entities: Marks | None) -> None:
    read, found = parse(source)
    assert read == text
    if entities is not None:
        assert marks(found) == entities


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("a.b", "Character '.' is reserved and must be escaped with the preceding '\\'"),
        ("(x)", "Character '(' is reserved and must be escaped with the preceding '\\'"),
        ("a]", "Character ']' is reserved and must be escaped with the preceding '\\'"),
        ("é*b", "Can't find end of Bold entity at byte offset 2"),
        ("*a_b*", "Can't find end of Bold entity at byte offset 4"),
        ("`a", "Can't find end of Code entity at byte offset 0"),
        ("```py\na", "Can't find end of PreCode entity at byte offset 0"),
        ("```a", "Can't find end of Pre entity at byte offset 0"),
        ("[a", "Can't find end of TextUrl entity at byte offset 0"),
        ("[a](b", "Can't find end of a URL at byte offset 3"),
    ],
)
def test_bad_markdown_v2_is_refused(source: str, complaint: str) -> None:
    with pytest.raises(BotApiError) as refused:
        parse(source)
    assert refused.value.description == f"Bad Request: can't parse entities: {complaint}"


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("*b* _i_ `c`.", "b i c.", [("bold", 0, 1), ("italic", 2, 1), ("code", 4, 1)]),
        (r"a\_b\*", "a_b*", []),
        ("[a](https://x.org)", "a", [("text_link", 0, 1, "https://x.org")]),
        ("[a] b", "a b", []),
        ("```py\nx```", "x", [("pre", 0, 1, "py")]),
        ("```\nx```", "x", [("pre", 0, 1)]),
    ],
)
def test_the_old_markdown_becomes_entities(source: str, text: str, entities: Marks) -> None:
    read, found = parse_legacy(source)
    assert (read, marks(found)) == (text, entities)


def test_the_old_markdown_wants_its_ends_too() -> None:
    with pytest.raises(BotApiError, match="Can't find end of the entity starting at byte offset 1"):
        parse_legacy("a_b")


@given(st.text(alphabet="*_~|`[]()>!\\\na. #"))
def test_anything_is_either_read_or_refused(source: str) -> None:
    for mode in (parse, parse_legacy):
        with contextlib.suppress(BotApiError):
            mode(source)
