"""parse_mode HTML."""

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.errors import BotApiError
from sandbox.markup_html import parse


def marks(source: str) -> tuple[str, list[tuple[Any, ...]]]:
    text, entities = parse(source)
    return text, [(one["type"], one["offset"], one["length"], *list(one.values())[3:]) for one in entities]


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("a &lt;b&gt; &amp;&quot;&#x41;&#66; &copy; & x", 'a <b> &"AB &copy; & x', []),
        ("<b>x</b><STRONG>y</STRONG>", "xy", [("bold", 0, 1), ("bold", 1, 1)]),
        ("<i>a<u>b</u></i>", "ab", [("underline", 1, 1), ("italic", 0, 2)]),
        ("<s>a</s><del>b</del><ins>c</ins><em>d</em>", "abcd", None),
        ("👋<b>x</b>", "👋x", [("bold", 2, 1)]),
        ("<b></b>x", "x", []),
        ("<b>x</>", "x", [("bold", 0, 1)]),
        ("<tg-spoiler>a</tg-spoiler>", "a", [("spoiler", 0, 1)]),
        ('<span class="tg-spoiler">a</span>', "a", [("spoiler", 0, 1)]),
        ("<code>a</code>", "a", [("code", 0, 1)]),
        ("<pre>a</pre>", "a", [("pre", 0, 1)]),
        ('<pre><code class="language-py">a</code></pre>', "a", [("pre", 0, 1, "py")]),
        ("<blockquote>a</blockquote>", "a", [("blockquote", 0, 1)]),
        ("<blockquote expandable>a</blockquote>", "a", [("expandable_blockquote", 0, 1)]),
        ('<a href="https://x.org/?a=1&amp;b=2">a</a>', "a", [("text_link", 0, 1, "https://x.org/?a=1&b=2")]),
        ("<a href=x.org>a</a>", "a", [("text_link", 0, 1, "http://x.org")]),
        ("<a>https://x.org</a>", "https://x.org", [("text_link", 0, 13, "https://x.org")]),
        ("<a href='javascript:alert(1)'>a</a>", "a", []),
        ('<tg-emoji emoji-id="5">👋</tg-emoji>', "👋", [("custom_emoji", 0, 2, "5")]),
    ],
)
def test_tags_become_entities(source: str, text: str, entities: list[tuple[Any, ...]] | None) -> None:
    assert marks(source)[0] == text
    if entities is not None:
        assert marks(source)[1] == entities


def test_a_link_to_a_person_is_a_mention() -> None:
    _, [mention] = parse('<a href="tg://user?id=7">Ann</a>')
    assert (mention["type"], mention["user"]["id"]) == ("text_mention", 7)


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("é<script>", 'Unsupported start tag "script" at byte offset 2'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<a href=", "Unclosed start tag at byte offset 0"),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<a =x>y</a>", 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href>y</a>", 'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0'),
        ("<br>", 'Unsupported start tag "br" at byte offset 0'),
    ],
)
def test_what_is_no_html_of_telegrams_is_refused(source: str, complaint: str) -> None:
    with pytest.raises(BotApiError) as refused:
        parse(source)
    assert refused.value.description == f"Bad Request: can't parse entities: {complaint}"


@given(st.text(alphabet="<>/ab=\"' &;#1pre"))
def test_anything_is_either_read_or_refused(source: str) -> None:
    with contextlib.suppress(BotApiError):
        parse(source)
