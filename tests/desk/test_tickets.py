"""The customer's page of a ticket."""

import asyncio
from datetime import timedelta
from html import escape

import pytest

from bot.storage import entries, tickets
from bot.storage.entries import Entry, File
from bot.tickets import EntryKind, State, Ticket, Via
from desk.forms import MAX_TEXT
from tests.desk.served import STAFF, Served


async def _accepted(desk: Served, ticket: Ticket) -> None:
    async with desk.database.transaction() as tx:
        await tickets.accept(
            tx,
            ticket.id,
            owner_id=STAFF,
            owner_name="Sam",
            promised_at=desk.clock.now() + timedelta(hours=4),
            now=desk.clock.now(),
        )


async def _resolved(desk: Served, ticket: Ticket) -> None:
    async with desk.database.transaction() as tx:
        await tickets.resolve(tx, ticket.id, now=desk.clock.now())


async def test_the_page_tells_number_title_category_and_what_was_said(desk: Served) -> None:
    ticket = await desk.ticket(await desk.customer(), "The site is down\nsince nine")
    page = (await desk.client.get(desk.ticket_path(ticket))).text
    assert f"Issue #{ticket.id}" in page
    assert "<h1><bdi>The site is down</bdi></h1>" in page
    assert "Bug report" in page
    assert "The site is down\nsince nine</div>" in page
    assert 'href="tel:+862155550100"' in page


async def test_the_light_is_told_in_words_and_by_a_lamp(desk: Served) -> None:
    ticket = await desk.ticket(await desk.customer())
    path = desk.ticket_path(ticket)

    async def page() -> str:
        text = (await desk.client.get(path)).text
        assert text.count('aria-current="step"') == 1
        return text[text.index('aria-current="step"') :]

    grey = await page()
    assert grey.index("lamp-grey") < grey.index("Received")
    assert "recorded and passed on" in grey
    await _accepted(desk, ticket)
    blue = await page()
    assert blue.index("lamp-blue") < blue.index("Accepted")
    assert "<strong><bdi>Sam</bdi></strong> takes care of it." in blue
    assert "1 April 2026, 18:00" in blue  # NOW is 14:00 there
    assert "We are sorry" not in blue
    desk.clock.forward(timedelta(hours=4))
    assert "We are sorry: this takes longer than we promised." in await page()
    await _resolved(desk, ticket)
    green = await page()
    assert green.index("lamp-green") < green.index("Resolved")
    assert "This issue is resolved." in green


async def test_an_answer_is_kept_and_the_customer_counts_as_migrated(desk: Served) -> None:
    ann = await desk.customer()
    ticket = await desk.ticket(ann)
    path = desk.ticket_path(ticket)
    desk.clock.forward(timedelta(minutes=5))
    answer = await desk.client.post(f"{path}/answer", data={"text": " It is back \r\n now ", "key": "k"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{path}#latest")
    said = (await desk.thread(ticket))[-1]
    assert (said.kind, said.via, said.author_id, said.text) == (
        EntryKind.MESSAGE,
        Via.DESK,
        ann.id,
        "It is back \n now",
    )
    assert said.at == desk.clock.now() == (await desk.now_of(ticket)).changed_at
    assert (await desk.customer()).migrated_at == desk.clock.now()
    assert "It is back" in (await desk.client.get(path)).text


async def test_pressing_send_twice_keeps_one_answer(desk_on_each: Served) -> None:
    desk = desk_on_each
    ticket = await desk.ticket(await desk.customer())
    path = desk.ticket_path(ticket)
    form = {"text": "again and again", "key": await desk.key_on(path)}
    answers = await asyncio.gather(*(desk.client.post(f"{path}/answer", data=form) for _ in range(4)))
    assert [answer.status_code for answer in answers] == [303] * 4
    assert [entry.text for entry in await desk.thread(ticket)] == ["The site is down", "again and again"]
    # Back in the browser, other words: another answer.
    await desk.client.post(f"{path}/answer", data=form | {"text": "and one more thing"})
    assert len(await desk.thread(ticket)) == 3


async def test_an_answer_opens_a_resolved_ticket_again(desk_on_each: Served) -> None:
    desk = desk_on_each
    ticket = await desk.ticket(await desk.customer())
    await _accepted(desk, ticket)
    await _resolved(desk, ticket)
    await desk.client.post(f"{desk.ticket_path(ticket)}/answer", data={"text": "still broken", "key": "k"})
    now = await desk.now_of(ticket)
    assert (now.state, now.resolved_at) == (State.ACCEPTED, None)
    assert [(entry.kind, entry.text) for entry in await desk.thread(ticket)][1:] == [
        (EntryKind.MESSAGE, "still broken"),
        (EntryKind.STATUS, "reopened"),
    ]
    assert "<bdi>Ann</bdi> opened it again" in (await desk.client.get(desk.ticket_path(ticket))).text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Nothing is written yet"),
        (" \r\n\x00 ", "Nothing is written yet"),
        ("x" * (MAX_TEXT + 1), "longer than 10,000 characters"),
    ],
)
async def test_a_form_that_cannot_be_taken_comes_back_with_its_text(desk: Served, text: str, words: str) -> None:
    ticket = await desk.ticket(await desk.customer())
    answer = await desk.client.post(f"{desk.ticket_path(ticket)}/answer", data={"text": text})
    assert answer.status_code == 422
    assert words in answer.text
    assert f"\n{text.strip()}</textarea>" in answer.text or not text.strip("\x00\r\n ")
    assert len(await desk.thread(ticket)) == 1


async def test_ten_thousand_characters_are_taken_whatever_they_are(desk: Served) -> None:
    ticket = await desk.ticket(await desk.customer())
    for text in ("家" * MAX_TEXT, "👩" * MAX_TEXT):
        answer = await desk.client.post(f"{desk.ticket_path(ticket)}/answer", data={"text": text})
        assert answer.status_code == 303
        assert (await desk.thread(ticket))[-1].text == text


async def test_internal_notes_are_never_shown(desk: Served) -> None:
    ticket = await desk.ticket(await desk.customer())
    async with desk.database.transaction() as tx:
        note = Entry(ticket.id, EntryKind.NOTE, Via.DESK, STAFF, "Sam", "a difficult matter", desk.clock.now())
        await entries.add(tx, note)
    page = (await desk.client.get(desk.ticket_path(ticket))).text
    assert "a difficult matter" not in page
    assert "Internal note" not in page


async def test_hostile_names_and_texts_are_shown_as_data(desk: Served) -> None:
    script = "<script>alert(1)</script>"
    customer = await desk.customer(name=f"\u202e{script}")
    name = f"../../x\u202egpj.{script}"
    ticket = await desk.ticket(
        customer,
        f"{script}\"'><img src=x onerror=alert(1)>",
        files=[File("document", "secret-file-id", name, "text/html", 2_000)],
    )
    await desk.client.post(
        f"{desk.ticket_path(ticket)}/answer", data={"text": "{{ 7 * 7 }} %(who)s </textarea>" + script}
    )
    page = (await desk.client.get(desk.ticket_path(ticket))).text
    assert "<script>" not in page
    assert "<img src=x" not in page
    assert "\u202e" not in page
    assert f"<bdi>{escape(script)}</bdi>" in page
    assert f'<bdi class="file-name">../../xgpj.{escape(script)}</bdi>' in page
    assert "{{ 7 * 7 }} %(who)s" in page
    assert "secret-file-id" not in page


async def test_a_file_without_a_name_is_told_by_its_kind(desk: Served) -> None:
    ticket = await desk.ticket(await desk.customer(language="zh"), files=[File("photo", "id"), File("voice", "id")])
    page = (await desk.client.get(desk.ticket_path(ticket))).text
    assert "图片" in page
    assert "音频" in page


async def test_a_category_that_is_configured_no_longer_is_told_by_its_key(desk: Served) -> None:
    customer = await desk.customer()
    async with desk.database.transaction() as tx:
        ticket = await tickets.open_new(
            tx, customer_id=customer.id, chat_id=None, title="", category="gone", via=Via.DESK, now=desk.clock.now()
        )
    page = await desk.client.get(desk.ticket_path(ticket))
    assert page.status_code == 200
    assert "gone" in page.text


@pytest.mark.parametrize(
    "secret", ["x", "1", "1-", "-1-x", "٣-x", "9" * 19 + "-x", "1-%00", "1-%ff%fe", "%F0%9F%98%80"]
)
async def test_every_wrong_link_gets_the_same_page(desk: Served, secret: str) -> None:
    ticket = await desk.ticket(await desk.customer())
    revoked = desk.ticket_path(ticket)
    async with desk.database.transaction() as tx:
        await tickets.revoke_link(tx, ticket.id, now=desk.clock.now())
    wrong, gone = await desk.client.get(f"/t/{secret}"), await desk.client.get(revoked)
    assert (wrong.status_code, gone.status_code) == (404, 404)
    assert wrong.text == gone.text
    assert (await desk.client.get(f"/my/{secret}")).text == gone.text


async def test_a_ticket_link_does_not_lead_to_the_customers_own_desk(desk: Served) -> None:
    # It is posted in groups, where others may open it.
    ticket = await desk.ticket(await desk.customer())
    assert "/my/" not in (await desk.client.get(desk.ticket_path(ticket))).text
