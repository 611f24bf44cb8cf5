"""Telegram's HTML as staff write it: what is wrong is found where it stands, and what is read is counted."""

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from bot.markup import End, Start, Wrong, faults_in, length, pieces, visible
from sandbox.errors import BotApiError
from sandbox.markup_html import parse

PARTS = st.sampled_from(
    [
        *("<b>", "</b>", "<i>", "</i>", "<code>", "</code>", "<pre>", "</pre>", "<B>", "<blockquote expandable>"),
        *("</blockquote>", '<span class="tg-spoiler">', "<span>", "</span>", '<a href="https://x.example">', "</a>"),
        *("<br>", "</>", "<u", "<", ">", "<3", "<?", "<!", "<!--", "-->", "/", " ", "\n", "a", "😀"),
        *("&", "&lt;", "&amp;", "&nbsp;", "&#65;"),
    ]
)


@pytest.mark.parametrize(
    ("source", "wrong", "position", "about"),
    [
        ("a < b", Wrong.BARE, 3, "<"),
        ("<3", Wrong.BARE, 1, "<"),
        ("one\ntwo <b cl", Wrong.BARE, 9, "<"),
        ("<!-- x -->", Wrong.BARE, 1, "<"),
        ("x</>", Wrong.BARE, 2, "<"),
        ("one\n<p>two", Wrong.UNKNOWN_TAG, 5, "p"),
        ("two<br/>", Wrong.UNKNOWN_TAG, 4, "br/"),
        ("two</p>", Wrong.UNKNOWN_TAG, 4, "/p"),
        ("<b>x", Wrong.UNCLOSED, 1, "b"),
        ("x</b>", Wrong.UNOPENED, 2, "b"),
        ("<b><i>x</b></i>", Wrong.CROSSED, 8, "b"),
        ("<b foo>x</b>", Wrong.ATTRIBUTE, 1, "b"),
        ("<b>x</b y>", Wrong.ATTRIBUTE, 5, "/b"),
        ("<span>x</span>", Wrong.ATTRIBUTE, 1, "span"),
        ("<tg-emoji>x</tg-emoji>", Wrong.ATTRIBUTE, 1, "tg-emoji"),
        ("<a href=https://x.example>y</a>", Wrong.ATTRIBUTE, 1, "a"),
        ("see <a href='here'>this</a>", Wrong.LINK, 5, "a"),
        ("see <a>this</a>", Wrong.LINK, 5, "a"),
        ("<a href='javascript:alert(1)'>x</a>", Wrong.LINK, 1, "a"),
    ],
)
def test_what_telegram_would_refuse_is_found_where_it_stands(
    source: str, wrong: Wrong, position: int, about: str
) -> None:
    found = faults_in(source)[0]
    assert (found.wrong, found.position, found.about) == (wrong, position, about)


@pytest.mark.parametrize(
    "source",
    [
        "plain & simple, 5 &gt; 4",
        "<b>a</b><strong>b</strong><i>c</i><em>d</em><u>e</u><ins>f</ins><s>g</s><strike>h</strike><del>i</del>",
        '<span class="tg-spoiler">a</span><tg-spoiler>b</tg-spoiler><blockquote expandable>c</blockquote>',
        '<pre><code class="language-python">x</code></pre>',
        "<a href='https://x.example/?a=1&amp;b=2'>a</a><a href=\"{link}\">b</a><a href='mailto:a@x.example'>c</a>",
        '<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>',
        "<B>a</B>",
    ],
)
def test_what_telegram_takes_has_no_fault(source: str) -> None:
    assert faults_in(source) == []


@given(st.lists(PARTS, max_size=8).map("".join))
@example("<b>x</b")
@example("<pre")
def test_it_judges_as_telegram_does(source: str) -> None:
    # Telegram takes "</>" for the end of whatever is open. Nobody means to write it: to us it is a fault.
    assume("</>" not in source)
    try:
        parse(source)
        taken = True
    except BotApiError:
        taken = False
    assert (faults_in(source) == []) is taken


@pytest.mark.parametrize(
    ("source", "units"),
    [("<b>ab</b>", 2), ("&lt;&amp;", 2), ("&nbsp;", 6), ("😀", 2), ("  a \n", 1), ("", 0), ("<i> </i>", 0), ("号", 1)],
)
def test_length_is_that_of_what_is_read_in_units_of_utf_16(source: str, units: int) -> None:
    assert length(source) == units


def test_it_is_taken_to_pieces_in_their_order() -> None:
    source = 'a <b>b &lt;</b><a href="https://x.example">c</a>'
    assert pieces(source) == [
        "a ",
        Start("b", {}, 2),
        "b <",
        End("b", 11),
        Start("a", {"href": "https://x.example"}, 15),
        "c",
        End("a", 44),
    ]
    assert visible(source) == "a b <c"
