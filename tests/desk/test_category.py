"""Staff correct a category: the customer sees it, and the suggestions learn."""

import asyncio

import pytest

from bot.deliveries import Draft, Purpose
from bot.storage import cards, corrections, deliveries, erasure
from bot.tickets import EntryKind, Ticket
from tests.desk.served import ADMIN, ANN, STAFF, Served

WORDS = "The frobnicator makes strange noises"


async def _file(
    desk: Served, ticket: Ticket, category: str, *, by: int = STAFF, name: str = "Sam", key: str = ""
) -> int:
    form = {"category": category, "key": key}
    headers = await desk.session(by, name)
    return (await desk.client.post(f"/staff/t/{ticket.id}/category", data=form, headers=headers)).status_code


async def _learned(desk: Served) -> list[tuple[str, str]]:
    async with desk.database.reading() as tx:
        return await corrections.latest(tx, limit=9)


async def test_the_new_category_is_kept_learned_and_told_in_the_thread(desk: Served) -> None:
    ticket = await desk.ticket(await desk.customer(), WORDS)
    assert desk.parts.suggester.suggest(WORDS) != "complaint"
    assert await _file(desk, ticket, "complaint", key="k") == 303
    assert (await desk.now_of(ticket)).category == "complaint"
    entry = (await desk.thread(ticket))[-1]
    assert (entry.kind, entry.author_name, entry.text) == (EntryKind.STATUS, "Sam", "category from bug to complaint")
    assert await _learned(desk) == [(WORDS, "complaint")]
    assert desk.parts.suggester.suggest(WORDS) == "complaint"
    assert await desk.planned() == []  # the card shows it


async def test_the_customer_reads_who_changed_it_in_their_own_language(desk: Served) -> None:
    english = await desk.ticket(await desk.customer(), WORDS)
    chinese = await desk.ticket(await desk.customer(12, "王小明", language="zh"), WORDS)
    for ticket, words in (
        (english, "<bdi>Sam</bdi> changed the category from “Bug report” to “Technical advice”"),
        (chinese, "<bdi>Sam</bdi> 将类别从“故障报告”改为“技术咨询”"),
    ):
        await _file(desk, ticket, "advice")
        assert words in (await desk.client.get(desk.ticket_path(ticket))).text


async def test_the_same_form_sent_again_counts_once(desk_on_each: Served) -> None:
    desk = desk_on_each
    ticket = await desk.ticket(await desk.customer(), WORDS)
    assert await asyncio.gather(*(_file(desk, ticket, "advice", key="k") for _ in range(3))) == [303] * 3
    await _file(desk, ticket, "question", by=ADMIN, name="Eve", key="other")
    # Sam's browser sends the first form once more.
    await _file(desk, ticket, "advice", key="k")
    assert (await desk.now_of(ticket)).category == "question"
    assert [entry.text for entry in await desk.thread(ticket)][1:] == [
        "category from bug to advice",
        "category from advice to question",
    ]
    assert await _learned(desk) == [(WORDS, "question"), (WORDS, "advice")]


async def test_the_category_that_it_has_changes_nothing(desk: Served) -> None:
    ticket = await desk.ticket(await desk.customer(), WORDS)
    assert await _file(desk, ticket, "bug") == 303
    assert len(await desk.thread(ticket)) == 1
    assert await _learned(desk) == []


@pytest.mark.parametrize("category", ["", "gone", "<b>"])
async def test_an_unknown_category_is_refused_in_words(desk: Served, category: str) -> None:
    ticket = await desk.ticket(await desk.customer(), WORDS)
    path, headers = f"/staff/t/{ticket.id}/category", await desk.session(STAFF)
    answer = await desk.client.post(path, data={"category": category}, headers=headers)
    assert answer.status_code == 422
    assert answer.text.count("Please choose what it is about") == 1
    assert 'aria-describedby="category-hint category-problem"' in answer.text
    assert (await desk.now_of(ticket)).category == "bug"
    assert len(await desk.thread(ticket)) == 1


async def test_the_form_offers_every_category_and_has_the_present_one_chosen(desk: Served) -> None:
    ticket = await desk.ticket(await desk.customer(), WORDS)
    headers = await desk.session(STAFF)
    page = (await desk.client.get(f"/staff/t/{ticket.id}", headers=headers)).text
    choice = page[page.index('<select class="field" id="category"') :]
    assert choice[: choice.index("</select>")].count("<option") == len(desk.parts.categories)
    assert '<option value="bug" selected>Bug report</option>' in page
    async with desk.database.transaction() as tx:
        await corrections.correct(tx, ticket, "gone", desk.clock.now())
    page = (await desk.client.get(f"/staff/t/{ticket.id}", headers=headers)).text
    assert '<option value="gone" selected>gone</option>' in page
    assert page.count(" selected>") == 1


async def test_nothing_is_learned_from_words_that_an_edit_may_still_replace(desk: Served) -> None:
    ticket = await desk.ticket(await desk.customer(), WORDS)
    card = Draft(cards.occasion(ticket.id), ANN, Purpose.CARD, None, ticket_id=ticket.id)
    async with desk.database.transaction() as tx:
        await deliveries.plan(tx, card, desk.clock.now())
    assert await _file(desk, ticket, "advice") == 303
    assert (await desk.now_of(ticket)).category == "advice"
    assert await _learned(desk) == []


async def test_nothing_is_learned_from_erased_words(desk: Served) -> None:
    ticket = await desk.ticket(await desk.customer(), WORDS)
    async with desk.database.transaction() as tx:
        await erasure.erase(tx, ANN, desk.clock.now())
    assert await _file(desk, ticket, "advice") == 303
    assert (await desk.now_of(ticket)).category == "advice"
    assert await _learned(desk) == []


async def test_an_erasure_at_the_same_moment_leaves_nothing_learned(desk_on_each: Served) -> None:
    desk = desk_on_each
    ticket = await desk.ticket(await desk.customer(), WORDS)

    async def erase() -> None:
        async with desk.database.transaction() as tx:
            await erasure.erase(tx, ANN, desk.clock.now())

    await asyncio.gather(_file(desk, ticket, "advice"), erase(), _file(desk, ticket, "question", by=ADMIN, name="Eve"))
    assert WORDS not in str(await _learned(desk))
