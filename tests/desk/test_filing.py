"""Filing on the desk: hints, the wish to be called, the reward for the first, and how many at once."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.casework.news import News
from bot.office.documents import Document
from bot.storage import chats, rewards, tickets
from bot.storage.customers import Customer
from desk.limits import FILINGS, WITHIN
from tests.desk.served import ANN, BOB, Served

FORM = {"text": "My mail bounces", "category": "hosting"}


def offer(desk: Served, gift: str = "a <b>voucher</b>") -> None:
    desk.parts.office.load({Document.REWARDS: [{"rule": "first-issue", "gift": {"zh": "代金券", "en": gift}}]})


async def earned(desk: Served, customer: Customer) -> list[str]:
    async with desk.database.reading() as tx:
        return [one.gift for one in await rewards.of_customer(tx, customer.id)]


@pytest.mark.parametrize(("language", "words"), [("en", "a screenshot helps most"), ("zh", "附上截图最好")])
async def test_every_hint_can_be_read_without_a_script(desk: Served, language: str, words: str) -> None:
    page = (await desk.client.get(desk.desk_path(await desk.customer(language=language)))).text
    assert page.count("data-hint=") == len(desk.parts.categories)
    assert words in page


async def test_the_wish_to_be_called_comes_with_the_issue(desk: Served) -> None:
    path = desk.desk_path(await desk.customer())
    form = FORM | {"call": "yes", "phone": "139 1234 5678", "call_time": "morning"}
    await desk.client.post(path, data=form)
    (ticket,) = await desk.every_ticket()
    assert ticket.callback_wish == "morning"
    ann = await desk.customer()
    assert (ann.phone, ann.contact_wish) == ("139 1234 5678", "morning")
    # On their own desk they find it filled in.
    assert 'value="139 1234 5678"' in (await desk.client.get(path)).text


async def test_a_number_that_is_none_comes_back_with_all_that_was_typed(desk: Served) -> None:
    path = desk.desk_path(await desk.customer())
    form = FORM | {"call": "yes", "phone": "my <phone>", "call_words": "at night"}
    answer = await desk.client.post(path, data=form)
    assert answer.status_code == 422
    for kept in (
        'value="my &lt;phone&gt;"',
        'value="at night"',
        ">\nMy mail bounces</textarea>",
        'name="call" value="yes" checked',
    ):
        assert kept in answer.text
    assert await desk.every_ticket() == []
    # Not wished for, it does not matter.
    await desk.client.post(path, data=form | {"call": ""})
    assert [ticket.callback_wish for ticket in await desk.every_ticket()] == [None]
    assert (await desk.customer()).phone is None


@pytest.mark.parametrize(("lost", "purposes"), [(None, ["card"]), ("blocked", [])])
async def test_its_card_goes_to_the_chat_that_can_be_reached(
    desk: Served, lost: str | None, purposes: list[str]
) -> None:
    ann = await desk.customer()
    async with desk.database.transaction() as tx:
        await chats.seen(tx, ann.id, kind="private", title="Ann", language="en", now=desk.clock.now())
        if lost is not None:
            await chats.lost(tx, ann.id, lost)
    await desk.client.post(desk.desk_path(ann), data=FORM)
    (ticket,) = await desk.every_ticket()
    assert ticket.chat_id is None
    planned = await desk.planned()
    assert [(one.purpose, one.chat_id, one.ticket_id) for one in planned] == [
        (purpose, ann.id, ticket.id) for purpose in purposes
    ]


async def test_the_first_issue_is_rewarded_once(desk_on_each: Served) -> None:
    desk = desk_on_each
    offer(desk)
    ann = await desk.customer()
    await desk.ticket(ann)  # from chat: no issue of the desk's
    path = desk.desk_path(ann)
    assert "For your first issue here: <bdi>a &lt;b&gt;voucher&lt;/b&gt;</bdi>" in (await desk.client.get(path)).text
    forms = [FORM | {"key": key} for key in "abc"]
    await asyncio.gather(*(desk.client.post(path, data=form) for form in forms))
    assert await earned(desk, ann) == ["a <b>voucher</b>"]
    page = (await desk.client.get(path)).text
    assert "For your first issue" not in page
    assert "on its way to you" in page
    assert ["&lt;b&gt;voucher" in planned.text for planned in await desk.planned()] == [True]


async def test_who_had_filed_before_there_was_a_reward_has_no_first_issue_any_more(desk: Served) -> None:
    ann = await desk.customer()
    path = desk.desk_path(ann)
    await desk.client.post(path, data=FORM)
    offer(desk)
    assert "For your first issue" not in (await desk.client.get(path)).text
    await desk.client.post(path, data=FORM | {"text": "another"})
    assert await earned(desk, ann) == []


async def test_a_flood_is_stopped_kindly_and_loses_nothing(desk: Served) -> None:
    path = desk.desk_path(await desk.customer())
    for number in range(FILINGS):
        assert (await desk.client.post(path, data=FORM | {"text": f"matter {number}"})).status_code == 303
    files = {"files": ("a.txt", b"hello")}
    answer = await desk.client.post(path, data=FORM | {"text": "one too many", "category": "bug"}, files=files)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "600")
    assert "Your text is still here" in answer.text
    assert ">\none too many</textarea>" in answer.text
    assert 'value="bug" required checked' in answer.text
    assert "Please choose your files once more." in answer.text
    assert len(await desk.every_ticket()) == FILINGS
    # Others are not held up, answers neither, and in ten minutes all is well.
    other = desk.desk_path(await desk.customer(BOB, "Bob"))
    assert (await desk.client.post(other, data=FORM)).status_code == 303
    desk.clock.forward(WITHIN)
    assert (await desk.client.post(path, data=FORM | {"text": "one too many"})).status_code == 303


async def test_the_same_form_sent_again_is_no_flood(desk: Served) -> None:
    path = desk.desk_path(await desk.customer())
    for number in range(FILINGS):
        await desk.client.post(path, data=FORM | {"key": str(number)})
    again = await desk.client.post(path, data=FORM | {"key": "3"})
    assert again.status_code == 303


async def test_customers_choose_which_news_they_want(desk: Served) -> None:
    ann = await desk.customer()
    path = desk.desk_path(ann)
    assert (await desk.client.get(path)).text.count('name="news"') == len(News)
    wanted: dict[str, Any] = {"news": [News.QUESTION, News.RESOLVED, "made-up", "<script>"]}
    answer = await desk.client.post(f"{path}/news", data=wanted)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{path}?saved=yes#news")
    muted = (await desk.customer(ANN)).muted
    assert muted == sorted(set(News) - {News.QUESTION, News.RESOLVED})
    page = (await desk.client.get(f"{path}?saved=yes")).text
    assert page.count('name="news"') - page.count('name="news" value="accepted" checked') == len(News)
    assert 'value="question" checked' in page
    assert "Saved." in page
    await desk.client.post(f"{path}/news", data={"news": list(News)})
    assert (await desk.customer()).muted is None


async def test_the_list_tells_department_promise_and_whose_turn_it_is(desk: Served) -> None:
    ann = await desk.customer()
    ticket = await desk.ticket(ann)
    now = desk.clock.now()
    async with desk.database.transaction() as tx:
        await tickets.change(
            tx, ticket.id, {"state": "accepted", "owner_name": "Sam", "promised_at": now + timedelta(hours=1)}, now
        )
    path = desk.desk_path(ann)
    page = (await desk.client.get(path)).text
    assert "<span>Engineering</span>" in page
    assert "data-in-words>1 April 2026, 15:00" in page
    async with desk.database.transaction() as tx:
        await tickets.change(tx, ticket.id, {"waiting_since": now}, now)
    assert "Your turn" in (await desk.client.get(path)).text
