"""What a message is: known cases, the labelled messages, and what must hold for any text."""

import time
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.recognition import (
    KINDS,
    accuracy,
    confusion_table,
    labelled,
    recall_of_matter,
    unsure_of_matter,
)
from bot.categories import CATEGORIES
from bot.recognition import LONGEST, Kind, kind_of
from tests.bot import documented

PARTS = ("develop", "report")
SMALL_TALK = {Kind.GREETING, Kind.THANKS, Kind.ABOUT_MOVE}
MATTERS = [message.text for part in PARTS for message in labelled(part) if message.kind == "matter"]
CASES: list[Callable[[str], str]] = [str, str.upper, str.lower, str.title, str.swapcase]
BLANKS = [" ", "  ", "\t", "\u00a0", "\u3000", " \t ", "\u200b "]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("在吗", Kind.GREETING),
        ("hi there", Kind.GREETING),
        ("王经理，您好！打扰一下", Kind.GREETING),
        ("@chatferry_bot 你好", Kind.GREETING),
        ("helllooooo???", Kind.GREETING),
        ("謝謝你們", Kind.THANKS),
        ("thx!!", Kind.THANKS),
        ("ok 👍", Kind.THANKS),
        ("👍🏽", Kind.THANKS),
        ("🏷 👍", Kind.THANKS),
        ("收到", Kind.THANKS),
        ("xiexie", Kind.THANKS),
        ("ＴＨＡＮＫ ＹＯＵ :)", Kind.THANKS),
        ("It works now, thank you", Kind.THANKS),
        ("谢谢您的耐心解答，祝您工作愉快！", Kind.THANKS),
        ("why do I have to use the website?", Kind.ABOUT_MOVE),
        ("以后不能在这里问了吗", Kind.ABOUT_MOVE),
        ("when does this chat close", Kind.ABOUT_MOVE),
        ("你好，平台的链接在哪里？谢谢", Kind.ABOUT_MOVE),
        ("我就想在这里说，太麻烦了", Kind.ABOUT_MOVE),
        ("你好，???", Kind.UNSURE),
        ("hello ??", Kind.UNSURE),
        ("谢谢，还是不行", Kind.MATTER),
        ("Thanks, still broken", Kind.MATTER),
        ("你好，网站打不开了", Kind.MATTER),
        ("好的谢谢，还有个事，再开一个邮箱", Kind.MATTER),
        ("宕机了", Kind.MATTER),
        ("SSL??", Kind.MATTER),
        ("20231105088", Kind.MATTER),
        ("https://shop.example.com/cart", Kind.MATTER),
        ("TypeError: 'NoneType' object is not subscriptable", Kind.MATTER),
        ("是的，用的是 Chrome", Kind.MATTER),
        ("yes it is domain example.com", Kind.MATTER),
        ("Οδυσσέας", Kind.MATTER),
        ("📷 photo", Kind.MATTER),
    ],
)
def test_the_forms_that_people_write_are_told_apart(text: str, kind: Kind) -> None:
    assert kind_of(text) is kind


@pytest.mark.parametrize(
    "text",
    [
        *("no, problem", "not ok", "god", "great, another invoice", "thanks for nothing", "谢谢你们，客户都跑光了"),
        *("好了吗", "可以了吗", "收到了吗", "明白了吗", "行不行", "没问题吗", "好慢", "再看看", "is it fixed"),
        *(
            "行，那退款吧",
            "收到，什么时候弄",
            "ok when",
            "在吗 网站打不开",
            "嗯嗯 那域名呢",
            "能好吗",
            "太麻烦了，谢谢",
        ),
    ],
)
def test_what_only_looks_like_small_talk_is_none(text: str) -> None:
    assert kind_of(text) not in SMALL_TALK


@pytest.mark.parametrize(
    "text",
    [
        *("网站打不开", "your website is down", "the link does not work", "平台登录报错", "为什么要用网站备案"),
        *("where is the link to reset my password", "why do I have to use the website editor", "不想用网站了"),
        *("I don't want to use your platform anymore", "can our customers write here", "这个群组功能什么时候关闭"),
        *("聊天窗口什么时候关", "the chat on our site is closed, why?", "太麻烦了", "你好，平台怎么登录"),
        "why do I have to use the website? it is broken",
    ],
)
def test_a_matter_that_names_website_chat_or_link_is_no_question_about_the_move(text: str) -> None:
    assert kind_of(text) not in SMALL_TALK


@pytest.mark.parametrize(
    "text",
    [
        *("", " \n ", "???", "...", "🤬", "🏷 sticker", "1", "42", "是的", "yes please", "急", "help", "有个问题"),
        *("ok?", "works?", "解决了没", "ok :(", "谢谢😭", "Hi Anna", "hi server", "Thanks Peter!", "请问", "转人工"),
        *("why the change?", "平台怎么登录", "when is the deadline?"),
    ],
)
def test_where_rules_cannot_know_the_customer_is_asked(text: str) -> None:
    assert kind_of(text) is Kind.UNSURE


@pytest.mark.parametrize("part", PARTS)
def test_no_matter_is_ever_taken_for_small_talk(part: str) -> None:
    assert recall_of_matter(labelled(part)) == 1


@pytest.mark.parametrize(("at", "part"), list(enumerate(PARTS)))
def test_recognition_is_as_good_as_the_docs_say(at: int, part: str) -> None:
    assert accuracy(labelled(part)) * 100 >= documented.per_cent("accuracy")[at]
    assert unsure_of_matter(labelled(part)) * 100 <= documented.per_cent("matters asked about, at most")[at]
    assert confusion_table(labelled(part)) in documented.RECOGNITION


def test_the_labelled_messages_are_many_and_hard_and_none_is_in_both_parts() -> None:
    develop, report = map(labelled, PARTS)
    every = develop + report
    assert len(every) >= 450
    assert len({message.text for message in every}) == len(every)
    assert sum(message.hard for message in report) >= 0.4 * len(report)
    assert {message.kind for message in report} == {message.kind for message in develop} == set(KINDS)
    assert {message.language for message in every} == {"zh", "en", "mixed"}
    assert {message.category for message in every} == {None, *(category.key for category in CATEGORIES)}
    assert all((message.category is not None) == (message.kind == "matter") for message in every)


@given(st.text(max_size=LONGEST + 10))
@settings(max_examples=300, deadline=None)
def test_any_text_has_a_kind(text: str) -> None:
    assert kind_of(text) in Kind


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_blanks_case_and_width_do_not_turn_a_matter_into_small_talk(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(MATTERS))
    words = text.split(" ")
    blanks = data.draw(st.lists(st.sampled_from(BLANKS), min_size=len(words) + 1, max_size=len(words) + 1))
    changed = blanks[0] + "".join(word + blank for word, blank in zip(words, blanks[1:], strict=True))
    if data.draw(st.booleans()):
        changed = "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in changed)
    changed = data.draw(st.sampled_from(CASES))(changed)
    changed = unicodedata.normalize(data.draw(st.sampled_from(["NFC", "NFD", "NFKD"])), changed)
    assert kind_of(changed) not in SMALL_TALK


@given(
    st.lists(st.sampled_from(["你好，", "hi, ", "谢谢！", "ok. ", "👍 ", "在吗？", "平台链接在哪？"]), max_size=4),
    st.data(),
)
@settings(max_examples=300, deadline=None)
def test_small_talk_around_a_matter_does_not_hide_it(around: list[str], data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(MATTERS))
    assert kind_of(" ".join([*around, text])) not in SMALL_TALK
    assert kind_of(f"{text}, " + "".join(around)) not in SMALL_TALK


@pytest.mark.parametrize("piece", ["你好", "thanks ", "群", "为什么要用", "可以", "the link ", "还", "can i still "])
def test_a_text_that_is_too_long_for_small_talk_is_a_matter_and_a_shorter_one_takes_no_time(piece: str) -> None:
    assert kind_of((piece * LONGEST)[: LONGEST + 1]) is Kind.MATTER
    start = time.perf_counter()
    kind_of((piece * LONGEST)[: LONGEST - 1] + "x")
    assert time.perf_counter() - start < 0.5  # seconds; some 0.0005 are usual
