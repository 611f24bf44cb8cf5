"""The suggested category: on the first day, after corrections, and with categories of a company's own."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.recognition import by_keywords, category_accuracy, cross_validated, labelled, matters
from bot.categories import CATEGORIES, Category, Name
from bot.examples import EXAMPLES
from bot.suggestion import LONGEST, Suggester
from tests.bot import documented

KEYS = {category.key for category in CATEGORIES}


def own(key: str, *keywords: str) -> Category:
    return Category(key=key, name=Name(zh=key, en=key), department="service", keywords=keywords)


@pytest.fixture(scope="module")
def first_day() -> Suggester:
    """Only ever asked."""
    return Suggester(CATEGORIES)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("域名解析不对，服务器也连不上", "hosting"),
        ("Our SSL certificate has expired", "hosting"),
        ("ＳＳＬ 证书", "hosting"),
        ("保存的时候报错", "bug"),
        ("The checkout crashes with an error", "bug"),
        ("请问怎么修改密码", "question"),
        ("想对接你们的接口", "advice"),
        ("我要投诉，要求退款", "complaint"),
        ("", "question"),
        ("ზზზ", "question"),
    ],
)
def test_the_first_day_knows_plain_cases(first_day: Suggester, text: str, key: str) -> None:
    assert first_day.suggest(text) == key


def test_a_correction_is_learned() -> None:
    suggester = Suggester(CATEGORIES)
    text = "The warehouse scanner shows last week's stock"
    wrong = suggester.suggest(text)
    right = "advice" if wrong != "advice" else "bug"
    suggester.learn(text, right)
    assert suggester.suggest(text) == right
    assert suggester.suggest("warehouse scanner again") == right


def test_what_is_forgotten_leaves_no_trace(first_day: Suggester) -> None:
    suggester = Suggester(CATEGORIES)
    texts = [text for text, _ in matters("develop")[:40]]
    for text in (*texts, texts[0]):
        suggester.learn(text, "complaint")
    for text in (texts[0], *texts):
        suggester.forget(text, "complaint")
    assert vars(suggester) == vars(first_day)


def test_forgetting_undoes_one_of_several_and_never_what_was_not_learned(first_day: Suggester) -> None:
    once, twice = Suggester(CATEGORIES), Suggester(CATEGORIES)
    text = "the frobnicator of the warehouse"
    once.learn(text, "advice")
    for _ in range(2):
        twice.learn(text, "advice")
    twice.forget(text, "advice")
    assert vars(twice) == vars(once)
    asked = Suggester(CATEGORIES)
    for key in ("advice", "gone"):
        asked.forget(text, key)
    asked.forget("domain", "hosting")  # one of our own keywords
    assert vars(asked) == vars(first_day)


def test_corrections_from_before_count_like_those_learned_since() -> None:
    corrections = matters("develop")[:40]
    learned = Suggester(CATEGORIES)
    for text, key in corrections:
        learned.learn(text, key)
    given_before = Suggester(CATEGORIES, corrections)
    assert [given_before.suggest(text) for text, _ in matters("report")] == [
        learned.suggest(text) for text, _ in matters("report")
    ]


def test_a_correction_to_a_category_that_is_gone_is_passed_over(first_day: Suggester) -> None:
    text = "The warehouse scanner shows last week's stock"
    assert Suggester(CATEGORIES, [(text, "gone")]).suggest(text) == first_day.suggest(text)


def test_categories_of_ones_own_work_from_their_keywords() -> None:
    suggester = Suggester([own("sales", "price", "offer"), own("support", "help", "帮助")])
    assert suggester.suggest("I need your HELP") == "support"
    assert suggester.suggest("请帮助我") == "support"
    assert suggester.suggest("what is the price") == "sales"
    assert suggester.suggest("ზზზ") == "sales"  # nothing known: the first


def test_a_category_without_keywords_takes_nothing_that_others_know() -> None:
    suggester = Suggester([*CATEGORIES, own("other")])
    texts = [text for text, _ in matters("report")]
    assert "other" not in {suggester.suggest(text) for text in texts}


def test_suggestions_are_as_good_as_the_docs_say_and_better_than_keywords(first_day: Suggester) -> None:
    develop, report = matters("develop"), matters("report")
    keywords, first = (
        [category_accuracy(suggest, part) * 100 for part in (develop, report)]
        for suggest in (by_keywords, first_day.suggest)
    )
    later = [cross_validated(develop) * 100, category_accuracy(Suggester(CATEGORIES, develop).suggest, report) * 100]
    for at in range(2):
        assert first[at] >= documented.per_cent("suggestion, first day")[at]
        assert later[at] >= documented.per_cent(r"suggestion, \d+ corrections")[at]
        assert keywords[at] < first[at] < later[at]


def letters(text: str) -> set[str]:
    plain = re.sub(r"\W", "", text.lower())
    return {plain[at : at + 3] for at in range(len(plain) - 2)}


def test_the_examples_are_not_taken_from_the_labelled_messages() -> None:
    """They would be measured against themselves. Alike: half of the letters in threes are the same."""
    measured = [letters(message.text) for part in ("develop", "report") for message in labelled(part)]
    examples = [text for texts in EXAMPLES.values() for text in texts.strip().splitlines()]
    alike = [
        text
        for text in examples
        if any(2 * len(letters(text) & other) > len(letters(text) | other) for other in measured)
    ]
    assert set(EXAMPLES) == KEYS
    assert len(set(examples)) == len(examples)
    assert alike == []


@settings(deadline=None)
@given(st.text(max_size=LONGEST + 10))
def test_any_text_gets_a_configured_category(first_day: Suggester, text: str) -> None:
    assert first_day.suggest(text) in KEYS
