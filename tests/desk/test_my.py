"""A customer's own desk."""

import asyncio
import re
from html import unescape

import pytest

from bot.storage import drafts
from bot.storage.customers import Customer
from bot.storage.drafts import Draft, DraftKind
from bot.tickets import State, Via
from desk.forms import MAX_TEXT
from desk.my import PAGE, fitting
from tests.desk.served import ANN, BOB, GROUP, NOW, Served

TEXT = re.compile(r'<textarea id="text"[^>]*>\n(.*?)</textarea>', re.DOTALL)
LAST_DRAFT = re.compile(r'name="last_draft" value="(\d+)"')


async def _drafts(desk: Served, customer: Customer, *texts: str) -> None:
    async with desk.database.transaction() as tx:
        for text in texts:
            count = len(await drafts.waiting(tx, customer.id))
            await drafts.keep(
                tx,
                customer_id=customer.id,
                chat_id=GROUP,
                message_id=count + 1,
                update_id=count + 1,
                kind=DraftKind.CLOSED,
                text=text,
                now=desk.clock.now(),
            )


async def _waiting(desk: Served, customer: Customer) -> list[str]:
    async with desk.database.reading() as tx:
        return [draft.text for draft in await drafts.waiting(tx, customer.id)]


async def test_filing_makes_a_ticket_and_leads_to_its_page(desk: Served) -> None:
    ann = await desk.customer()
    path = desk.desk_path(ann)
    form = {"text": "\n My mail bounces \r\nsince Monday", "category": "hosting", "key": await desk.key_on(path)}
    answer = await desk.client.post(path, data=form)
    (ticket,) = await desk.every_ticket()
    assert (answer.status_code, answer.headers["location"]) == (303, desk.ticket_path(ticket))
    assert (ticket.title, ticket.category, ticket.state, ticket.via) == (
        "My mail bounces",
        "hosting",
        State.RECEIVED,
        Via.DESK,
    )
    assert (ticket.customer_id, ticket.chat_id) == (ANN, None)
    assert [(entry.text, entry.via) for entry in await desk.thread(ticket)] == [
        ("My mail bounces \nsince Monday", Via.DESK)
    ]
    assert (await desk.customer()).migrated_at == NOW
    assert "My mail bounces" in (await desk.client.get(path)).text


async def test_pressing_send_twice_files_one_ticket(desk_on_each: Served) -> None:
    desk = desk_on_each
    path = desk.desk_path(await desk.customer())
    form = {"text": "My mail bounces", "category": "hosting", "key": await desk.key_on(path)}
    answers = await asyncio.gather(*(desk.client.post(path, data=form) for _ in range(4)))
    (ticket,) = await desk.every_ticket()
    assert {answer.headers["location"] for answer in answers} == {desk.ticket_path(ticket)}
    assert len(await desk.thread(ticket)) == 1


async def test_going_back_and_writing_something_else_files_another(desk: Served) -> None:
    path = desk.desk_path(await desk.customer())
    form = {"category": "hosting", "key": await desk.key_on(path)}
    await desk.client.post(path, data=form | {"text": "My mail bounces"})
    await desk.client.post(path, data=form | {"text": "And the site is down"})
    assert [ticket.title for ticket in await desk.every_ticket()] == ["My mail bounces", "And the site is down"]


async def test_one_customers_form_never_meets_anothers(desk: Served) -> None:
    form = {"text": "hello", "category": "question", "key": "the same"}
    for number in (ANN, BOB):
        await desk.client.post(desk.desk_path(await desk.customer(number)), data=form)
    assert [ticket.customer_id for ticket in await desk.every_ticket()] == [ANN, BOB]


async def test_the_form_holds_what_was_written_in_the_closed_chat(desk: Served) -> None:
    ann = await desk.customer()
    await _drafts(desk, ann, "my mail bounces", "</textarea><script>alert(1)</script>")
    path = desk.desk_path(ann)
    page = (await desk.client.get(path)).text
    (text,) = TEXT.findall(page)
    assert unescape(text) == "my mail bounces\n\n</textarea><script>alert(1)</script>"
    assert "This is what you wrote in the chat after it was closed" in page
    assert "<script>" not in page
    # One more arrives while the customer looks the form over: it waits for the next form.
    await _drafts(desk, ann, "hello?")
    form = {"text": unescape(text), "category": "hosting", "last_draft": LAST_DRAFT.findall(page)[0], "key": "k"}
    await desk.client.post(path, data=form)
    assert await _waiting(desk, ann) == ["hello?"]
    (text,) = TEXT.findall((await desk.client.get(path)).text)
    assert text == "hello?"


async def test_without_drafts_the_form_is_empty(desk: Served) -> None:
    page = (await desk.client.get(desk.desk_path(await desk.customer()))).text
    assert TEXT.findall(page) == [""]
    assert "after it was closed" not in page


async def test_drafts_are_nobody_elses(desk: Served) -> None:
    await _drafts(desk, await desk.customer(BOB), "bob's secret")
    path = desk.desk_path(await desk.customer(ANN))
    assert "secret" not in (await desk.client.get(path)).text
    await desk.client.post(path, data={"text": "x", "category": "bug", "last_draft": "999"})
    assert await _waiting(desk, await desk.customer(BOB)) == ["bob's secret"]


def test_a_form_takes_as_many_drafts_as_fit_and_at_least_one() -> None:
    def of(*lengths: int) -> list[Draft]:
        return [Draft(number, ANN, GROUP, number, "x" * length, NOW) for number, length in enumerate(lengths, 1)]

    half = MAX_TEXT // 2
    # Two halves are too long by the blank line between them.
    for lengths, taken in (((half, half), 1), ((half, half - 2, 1), 2), ((MAX_TEXT + 1, 1), 1), ((), 0)):
        assert len(fitting(of(*lengths))) == taken, lengths


async def test_more_drafts_than_fit_come_in_two_forms(desk: Served) -> None:
    ann = await desk.customer()
    await _drafts(desk, ann, *(letter * 4096 for letter in "abc"))
    path = desk.desk_path(ann)
    for expected in ("a" * 4096 + "\n\n" + "b" * 4096, "c" * 4096, ""):
        page = (await desk.client.get(path)).text
        (text,) = TEXT.findall(page)
        assert text == expected
        if text:
            form = {"text": text, "category": "bug", "last_draft": LAST_DRAFT.findall(page)[0], "key": text[0]}
            assert (await desk.client.post(path, data=form)).status_code == 303


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"text": ""}, "Nothing is written yet"),
        ({"text": "x" * (MAX_TEXT + 1)}, "longer than 10,000 characters"),
        ({"category": ""}, "Please choose what it is about"),
        ({"category": "made-up"}, "Please choose what it is about"),
    ],
)
async def test_a_form_that_cannot_be_taken_comes_back_as_it_was(
    desk: Served, change: dict[str, str], words: str
) -> None:
    ann = await desk.customer()
    await _drafts(desk, ann, "a draft")
    form = {"text": "my own words", "category": "advice", "last_draft": "1", "key": "k"} | change
    answer = await desk.client.post(desk.desk_path(ann), data=form)
    assert answer.status_code == 422
    assert words in answer.text
    assert TEXT.findall(answer.text) == [form["text"]]
    assert LAST_DRAFT.findall(answer.text) == ["1"]
    assert ('value="advice" required checked' in answer.text) == (form["category"] == "advice")
    assert await desk.every_ticket() == []
    assert await _waiting(desk, ann) == ["a draft"]


async def test_the_list_has_each_ticket_once_over_its_pages_newest_first(desk: Served) -> None:
    ann = await desk.customer()
    made = [(await desk.ticket(ann, f"matter {number}.")).id for number in range(PAGE + 3)]
    await desk.ticket(await desk.customer(BOB), "bob's matter")
    path, shown = desk.desk_path(ann), list[int]()
    address = path
    for _ in range(2):
        page = (await desk.client.get(address)).text
        assert "bob" not in page
        shown += [int(number) for number in re.findall(r'row-number">#(\d+)<', page)]
        older = re.search(r'href="(\?before=\d+)"', page)
        address = path + (older[1] if older else "")
    assert shown == made[::-1]
    assert older is None


async def test_the_list_shows_each_tickets_light(desk: Served) -> None:
    ann = await desk.customer()
    await desk.ticket(ann)
    assert 'badge-grey"><span class="lamp lamp-grey"' in (await desk.client.get(desk.desk_path(ann))).text
