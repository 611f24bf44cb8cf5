"""Telegram's HTML as a page shows it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.rendering import SHORT, beginning, shown


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("<b>a</b><em>b</em><ins>c</ins><del>d</del>", "<strong>a</strong><em>b</em><u>c</u><s>d</s>"),
        ("<pre>a &lt; b</pre>", "<pre>a &lt; b</pre>"),
        ("<blockquote expandable>q</blockquote>", "<blockquote>q</blockquote>"),
        ('<span class="tg-spoiler">s</span>', '<span class="spoiler">s</span>'),
        ('<tg-emoji emoji-id="1">x</tg-emoji>', "<span>x</span>"),
        ("<a href='tel:+49'>x</a>", '<a href="tel:+49" rel="noreferrer" target="_blank">x</a>'),
        ("<a href='javascript:alert(1)'>x</a>", "<a>x</a>"),
        ("<a href='x.example' onclick='y'>x</a>", "<a>x</a>"),
        ("<b>never closed", "<strong>never closed</strong>"),
        ("<b><i>x</b>y</i>", "<strong><em>xy</em></strong>"),
        ("<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)&gt;"),
        ("a\n\"b\" & 'c'", "a\n&#34;b&#34; &amp; &#39;c&#39;"),
    ],
)
def test_it_looks_as_in_telegram_and_harms_no_page(source: str, written: str) -> None:
    assert shown(source) == written


@given(st.text(alphabet="<>/ab i=\"'&;", max_size=40))
def test_whatever_is_written_no_foreign_tag_comes_out(source: str) -> None:
    for part in shown(source).split("<")[1:]:
        assert part.startswith(("strong>", "/strong>", "em>", "/em>", "a>", "/a>"))


def test_the_beginning_is_one_line_of_words() -> None:
    assert beginning("<b>One</b>\n\ntwo &lt;") == "One two <"
    assert len(beginning("x" * 500)) == SHORT
