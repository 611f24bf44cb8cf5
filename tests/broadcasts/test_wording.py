"""The text of a delivery as its chat gets it."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.categories import CATEGORIES
from bot.content import Content
from bot.deliveries import Delivery, Purpose
from bot.links import Links
from broadcasts.wording import Wording

ZONE = ZoneInfo("Asia/Shanghai")
LINKS = Links("https://desk.example.com?a=1&b=2", b"k" * 32)
PLAIN = Delivery(
    id=1,
    occasion="x",
    chat_id=5,
    purpose=Purpose.ANNOUNCEMENT,
    text=None,
    buttons=(),
    reply_to=None,
    thread_id=None,
    message_id=None,
    ticket=None,
    attempts=1,
    planned_at=datetime(2026, 4, 1, tzinfo=UTC),
    content=Content({"en": "Desk: {link}", "zh": "平台：{link}"}),
    language=None,
    name="Ann <&>",
    customer_id=None,
    link_generation=None,
    closed=False,
    migrated=False,
)


def said(company_language: str, delivery: Delivery) -> str:
    return Wording(LINKS, company_language, ZONE, CATEGORIES).of(delivery)[0]


@pytest.mark.parametrize(
    ("own", "company", "start"), [("zh", "en", "平台"), ("en", "zh", "Desk"), (None, "zh", "平台")]
)
def test_a_chat_s_own_language_goes_before_the_company_s(own: str | None, company: str, start: str) -> None:
    assert said(company, replace(PLAIN, language=own)).startswith(start)


def test_a_language_that_a_broadcast_does_not_speak_falls_back() -> None:
    told = replace(PLAIN, content=Content({"": "Hello", "en": "Hi"}), language="zh")
    assert said("en", told) == "Hi"
    assert said("zh", told) == "Hello"


def test_a_private_chat_gets_the_customer_s_own_link_and_a_group_the_general_address() -> None:
    """Both escaped, as all of Telegram's HTML."""
    secret = LINKS.desk(5, 2).rpartition("/")[2]
    private = replace(PLAIN, customer_id=5, link_generation=2)
    assert said("en", private) == f"Desk: https://desk.example.com?a=1&amp;b=2/my/{secret}"
    assert said("en", PLAIN) == "Desk: https://desk.example.com?a=1&amp;b=2"


def test_an_announcement_speaks_to_the_customer_by_name() -> None:
    told = replace(PLAIN, content=Content({"": "Dear {name}, {nothing}: {link}"}))
    assert said("en", told).startswith("Dear Ann &lt;&amp;&gt;, {nothing}: https")


def test_in_what_staff_wrote_the_mark_of_a_link_means_nothing() -> None:
    told = replace(
        PLAIN, purpose=Purpose.BROADCAST, content=Content({"": "Use {link}"}), customer_id=5, link_generation=0
    )
    assert said("en", told) == "Use {link}"


def test_a_text_of_its_own_goes_before_that_of_the_broadcast() -> None:
    assert said("en", replace(PLAIN, text="Own {link}", purpose=Purpose.ANSWER)) == "Own {link}"
