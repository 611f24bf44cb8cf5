"""A customer follows one ticket: what the page tells, what it asks for again, and what they do with it."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.casework import acceptance, answers, resolution
from bot.casework.case import Case, Doer
from bot.casework.statuses import Change
from bot.storage import tickets
from bot.tickets import EntryKind, State, Ticket
from tests.desk.served import ANN, STAFF, Served

HOUR = timedelta(hours=1)


async def case(desk: Served, tx: AsyncConnection, ticket: Ticket) -> Case:
    return await Case.open(tx, desk.parts.bureau, ticket.id, Doer(STAFF, "Sam"), desk.clock.now())


async def accepted(desk: Served, ticket: Ticket) -> None:
    async with desk.database.transaction() as tx:
        await acceptance.accept(await case(desk, tx, ticket), desk.clock.now() + HOUR)


async def resolved(desk: Served, ticket: Ticket) -> None:
    async with desk.database.transaction() as tx:
        await resolution.resolve(await case(desk, tx, ticket), resolution.Solution())


async def test_department_owners_and_the_promised_time_with_its_zone_are_told(desk: Served) -> None:
    ticket = await desk.ticket(await desk.customer())
    await accepted(desk, ticket)
    async with desk.database.transaction() as tx:
        await acceptance.transfer(await case(desk, tx, ticket), 77, "<Kim>", "a private reason")
    page = (await desk.client.get(desk.ticket_path(ticket))).text
    assert '<span class="department">Engineering</span>' in page
    assert "<strong><bdi>&lt;Kim&gt;</bdi></strong> takes care of it." in page
    assert "You asked <bdi>Sam</bdi> first" in page
    assert '<time class="promised" datetime="2026-04-01T07:00:00+00:00" data-in-words>1 April 2026, 15:00' in page
    assert "(China Standard Time)" in page


async def test_the_question_that_waits_stands_first(desk: Served) -> None:
    ticket = await desk.ticket(await desk.customer())
    await accepted(desk, ticket)
    async with desk.database.transaction() as tx:
        await answers.ask(await case(desk, tx, ticket), "Which <page>?")
    path = desk.ticket_path(ticket)
    page = (await desk.client.get(path)).text
    assert page.index("<bdi>Sam</bdi> asks you:") < page.index("Which &lt;page&gt;?") < page.index('class="steps"')
    assert "You will hear from us" not in page
    await desk.client.post(f"{path}/answer", data={"text": "the first one"})
    page = (await desk.client.get(path)).text
    assert "asks you:" not in page
    assert "You will hear from us" in page


async def test_a_promise_that_slipped_shows_the_apology_and_the_new_time(desk: Served) -> None:
    ticket = await desk.ticket(await desk.customer())
    await accepted(desk, ticket)
    desk.clock.forward(2 * HOUR)
    path = desk.ticket_path(ticket)
    sorry = "We are sorry: this takes longer than we promised."
    assert sorry in (await desk.client.get(path)).text
    async with desk.database.transaction() as tx:
        held = await case(desk, tx, ticket)
        await held.note_change(Change.SLIPPED)
        await acceptance.accept(held, desk.clock.now() + HOUR)
    page = (await desk.client.get(path)).text
    assert page.index(sorry) < page.index("The new time: you will hear from us by")


async def test_what_has_not_changed_is_not_sent_again(desk: Served) -> None:
    ann = await desk.customer()
    ticket = await desk.ticket(ann)
    for path in (f"{desk.ticket_path(ticket)}/live", f"{desk.desk_path(ann)}/live"):
        first = await desk.client.get(path)
        tag = first.headers["ETag"]
        again = await desk.client.get(path, headers={"If-None-Match": tag})
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
        # As a proxy that compresses passes it on.
        assert (await desk.client.get(path, headers={"If-None-Match": f'"x", W/{tag}'})).status_code == 304
        assert (await desk.client.get(path, headers={"If-None-Match": '"x"'})).text == first.text
    await accepted(desk, ticket)
    for path in (f"{desk.ticket_path(ticket)}/live", f"{desk.desk_path(ann)}/live"):
        changed = await desk.client.get(path, headers={"If-None-Match": tag})
        assert (changed.status_code, "Sam" in changed.text) == (200, True)


async def test_what_is_asked_for_again_is_what_the_page_shows(desk: Served) -> None:
    ann = await desk.customer()
    ticket = await desk.ticket(ann, files=[await desk.kept(b"%PDF-1.4")])
    await accepted(desk, ticket)
    for path in (desk.ticket_path(ticket), desk.desk_path(ann)):
        page = (await desk.client.get(path)).text
        live = (await desk.client.get(f"{path}/live")).text
        for part in live.split("data-part>")[1:]:
            assert part.split("</")[0] in page


async def test_nothing_internal_is_followed(desk: Served) -> None:
    ticket = await desk.ticket(await desk.customer())
    async with desk.database.transaction() as tx:
        await answers.note(await case(desk, tx, ticket), "a difficult matter")
        await acceptance.mark_urgent(await case(desk, tx, ticket), True)
    live = (await desk.client.get(f"{desk.ticket_path(ticket)}/live")).text
    assert "difficult" not in live
    assert live.count("data-entry") == 1


async def test_customers_close_and_open_their_own(desk_on_each: Served) -> None:
    desk = desk_on_each
    ticket = await desk.ticket(await desk.customer())
    path = desk.ticket_path(ticket)
    done = await asyncio.gather(*(desk.client.post(f"{path}/close") for _ in range(3)))
    assert [(answer.status_code, answer.headers["location"]) for answer in done] == [(303, path)] * 3
    assert (await desk.now_of(ticket)).state is State.RESOLVED
    assert [entry.text for entry in await desk.thread(ticket)][1:] == ["closed"]
    await asyncio.gather(*(desk.client.post(f"{path}/reopen") for _ in range(3)))
    now = await desk.now_of(ticket)
    assert (now.state, now.reopenings) == (State.RECEIVED, 1)
    assert [entry.text for entry in await desk.thread(ticket)][1:] == ["closed", "reopened"]


async def test_what_went_on_in_another_issue_leads_there(desk: Served) -> None:
    ann = await desk.customer()
    first, second = await desk.ticket(ann, "one"), await desk.ticket(ann, "two")
    async with desk.database.transaction() as tx:
        await tickets.merge(tx, second.id, first.id, now=desk.clock.now())
    path = desk.ticket_path(second)
    page = (await desk.client.get(path)).text
    assert f'<a href="{desk.ticket_path(first)}">Issue #{first.id}</a>' in page
    assert "How did we do?" not in page
    for deed in ("close", "reopen"):
        assert (await desk.client.post(f"{path}/{deed}")).status_code == 303
    assert (await desk.now_of(second)).merged_into_id == first.id
    assert (await desk.client.post(f"{path}/rate", data={"stars": "1"})).status_code == 303
    assert (await desk.now_of(second)).rating is None


async def test_a_call_is_wished_changed_and_taken_back(desk: Served) -> None:
    ticket = await desk.ticket(await desk.customer())
    path = desk.ticket_path(ticket)
    wish = {"call": "yes", "phone": "+86 139 1234 5678", "call_time": "afternoon"}
    assert (await desk.client.post(f"{path}/call", data=wish)).status_code == 303
    assert ((await desk.now_of(ticket)).callback_wish, (await desk.customer()).phone) == (
        "afternoon",
        "+86 139 1234 5678",
    )
    page = (await desk.client.get(path)).text
    assert "We will call you: in the afternoon" in page
    # Whoever has this link may read along: the number is not for them.
    assert "ends in 78" in page
    assert "1234" not in page
    words = {"call": "yes", "phone": "", "call_time": "any", "call_words": "only the manager \u202e<b>"}
    await desk.client.post(f"{path}/call", data=words)
    assert (await desk.now_of(ticket)).callback_wish == "only the manager \u202e<b>"
    assert "<bdi>only the manager &lt;b&gt;</bdi>" in (await desk.client.get(path)).text
    await desk.client.post(f"{path}/call", data={})
    assert (await desk.now_of(ticket)).callback_wish is None


@pytest.mark.parametrize("phone", ["", "call me", "12", "<script>"])
async def test_a_call_needs_a_number(desk: Served, phone: str) -> None:
    ticket = await desk.ticket(await desk.customer())
    form = {"call": "yes", "phone": phone, "call_time": "morning", "call_words": "after lunch"}
    answer = await desk.client.post(f"{desk.ticket_path(ticket)}/call", data=form)
    assert answer.status_code == 422
    assert "Please write the number that we may call." in answer.text
    assert 'value="after lunch"' in answer.text
    assert 'value="morning" checked' in answer.text
    assert (await desk.now_of(ticket)).callback_wish is None


async def test_a_resolved_ticket_is_not_called_about(desk: Served) -> None:
    ticket = await desk.ticket(await desk.customer())
    await resolved(desk, ticket)
    form = {"call": "yes", "phone": "021 5555 0100"}
    await desk.client.post(f"{desk.ticket_path(ticket)}/call", data=form)
    assert (await desk.now_of(ticket)).callback_wish is None


async def test_a_resolved_ticket_is_rated_with_a_word(desk: Served) -> None:
    ticket = await desk.ticket(await desk.customer())
    await resolved(desk, ticket)
    path = desk.ticket_path(ticket)
    assert "How did we do?" in (await desk.client.get(path)).text
    answer = await desk.client.post(f"{path}/rate", data={"stars": "4", "words": " quick <3 "})
    assert (answer.status_code, answer.headers["location"]) == (303, path)
    now = await desk.now_of(ticket)
    assert (now.rating, now.rating_text) == (4, "quick <3")
    page = (await desk.client.get(path)).text
    assert 'aria-label="4 of 5 stars"' in page
    assert "quick &lt;3" in page
    await desk.client.post(f"{path}/rate", data={"stars": "4", "words": "quick <3"})
    ratings = [entry for entry in await desk.thread(ticket) if entry.text.startswith("rated")]
    assert [(one.kind, one.author_id) for one in ratings] == [(EntryKind.STATUS, ANN)]


@pytest.mark.parametrize("stars", ["", "0", "6", "-1", "٣", "9" * 30, "4.5"])
async def test_stars_are_one_to_five(desk: Served, stars: str) -> None:
    ticket = await desk.ticket(await desk.customer())
    await resolved(desk, ticket)
    answer = await desk.client.post(f"{desk.ticket_path(ticket)}/rate", data={"stars": stars, "words": "my words"})
    assert answer.status_code == 422
    assert "Please choose one to five stars." in answer.text
    assert ">\nmy words</textarea>" in answer.text
    assert (await desk.now_of(ticket)).rating is None


async def test_words_for_a_rating_that_comes_too_late_are_not_lost(desk: Served) -> None:
    ticket = await desk.ticket(await desk.customer())
    answer = await desk.client.post(f"{desk.ticket_path(ticket)}/rate", data={"stars": "2", "words": "still broken"})
    assert answer.status_code == 409
    assert "Your words are kept here" in answer.text
    assert ">\nstill broken</textarea>" in answer.text
