"""Words to search by."""

import pytest

from bot.search import LONGEST, MOST_ASKED, MOST_BYTES, Query, asked, number_in, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The site is DOWN, the site!", ["the", "site", "is", "down"]),
        ("ＥＸＡＭＰＬＥ４７１.com", ["example471", "com"]),  # as a Chinese keyboard writes
        ("Straße", ["strasse"]),
        ("网站打不开", ["网", "站", "打", "不", "开", "网站", "站打", "打不", "不开"]),
        ("我的VPS坏了", ["我", "的", "我的", "vps", "坏", "了", "坏了"]),
        ("カタカナ", ["カ", "タ", "ナ", "カタ", "タカ", "カナ"]),
        ("🙂 — \x00 _", []),
        ("", []),
    ],
)
def test_a_text_is_cut_into_words_each_once(text: str, words: list[str]) -> None:
    assert words_of([text]) == words


def test_several_texts_are_one_set_of_words() -> None:
    assert words_of(["down again", "Down"]) == ["down", "again"]


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Invoice wrong", Query(("invoice",), "wrong")),
        ("inv", Query((), "inv")),
        ("a", Query(("a",))),  # what begins with one letter is almost everything
        ("域名过期", Query(("域名", "名过", "过期"))),
        ("网", Query(("网",))),
        ("vps 坏了", Query(("vps", "坏了"))),
        ("坏了 vps", Query(("坏了",), "vps")),
        ("down down", Query((), "down")),
        ("\" OR * -- ' NEAR(", Query(("or",), "near")),
        ("…", None),
        ("", None),
    ],
)
def test_a_query_wants_all_of_its_words_and_the_last_may_go_on(text: str, query: Query | None) -> None:
    assert asked(text) == query


def test_what_is_asked_for_is_found_in_a_text_that_holds_it() -> None:
    for part in ("域名过期", "過期", "網站", "A" * 500, "x.y.z", "ﬁne"):
        query = asked(part)
        assert query is not None
        words = words_of([f"before {part} after", part])
        assert set(query.words) <= set(words)
        assert query.begins is None or any(word.startswith(query.begins) for word in words)


def test_the_longest_texts_have_bounds() -> None:
    many = " ".join(f"w{number}" for number in range(100_000))
    words = words_of(["title", many])
    assert words[:2] == ["title", "w0"]
    assert sum(len(word.encode()) + 8 for word in words) <= MOST_BYTES
    assert words_of(["w" * 1_000]) == ["w" * LONGEST]
    query = asked(many)
    assert query is not None
    assert len(query.words) <= MOST_ASKED


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("123", 123),
        ("#123", 123),
        (" ＃１２３ ", 123),
        ("# 7", 7),
        ("12a", None),
        ("1 2", None),
        ("#", None),
        ("-1", None),
        ("9" * 19, None),
    ],
)
def test_a_number_alone_is_a_tickets(text: str, number: int | None) -> None:
    assert number_in(text) == number
