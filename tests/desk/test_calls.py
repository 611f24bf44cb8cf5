"""Staff see first who wishes to be called, say that they called, and see what was erased."""

import pytest

from bot.storage import customers, entries, erasure, tickets
from bot.storage.erasure import ERASED
from bot.tickets import Ticket
from tests.desk.served import ANN, NOW, STAFF, Served


async def _wished(desk: Served, wish: str = "only the manager", phone: str | None = "+49 170 1234567 ext 8") -> Ticket:
    ticket = await desk.ticket(await desk.customer())
    async with desk.database.transaction() as tx:
        if phone:
            await customers.set_phone(tx, ANN, phone)
        await customers.set_contact_wish(tx, ANN, "only the manager")
        return await tickets.wish_call(tx, ticket.id, wish, now=NOW)


async def _get(desk: Served, path: str, language: str = "en") -> str:
    headers = await desk.session(STAFF) | {"Accept-Language": language}
    return " ".join((await desk.client.get(path, headers=headers)).text.split())


@pytest.mark.parametrize(
    ("wish", "language", "shown"),
    [
        ("only the manager", "en", "<bdi>only the manager</bdi>"),
        ("<b>\u202enow", "en", "<bdi>&lt;b&gt;now</bdi>"),
        ("morning", "en", "in the morning"),
        ("afternoon", "zh", "下午"),
        ("any", "en", "at any time"),
        ("", "en", "no time said"),
    ],
)
async def test_the_wish_stands_above_everything_on_the_tickets_page(
    desk: Served, wish: str, language: str, shown: str
) -> None:
    ticket = await _wished(desk, wish)
    page = await _get(desk, f"/staff/t/{ticket.id}", language)
    call = page.index('<form class="call"')
    assert call < page.index('class="steps"')
    assert shown in page[call : page.index("</form>", call)]
    assert 'href="tel:+491701234567"' in page


async def test_without_a_number_that_is_said(desk: Served) -> None:
    ticket = await _wished(desk, phone=None)
    assert "(no number given)" in await _get(desk, f"/staff/t/{ticket.id}")


async def test_the_queue_marks_it_while_the_ticket_is_open(desk: Served) -> None:
    ticket = await _wished(desk)
    await desk.ticket(await desk.customer())
    assert (await _get(desk, "/staff")).count('badge-call">Please call<') == 1
    async with desk.database.transaction() as tx:
        await tickets.resolve(tx, ticket.id, now=NOW)
    assert 'badge-call">Please call<' not in await _get(desk, "/staff")


async def test_number_and_wish_are_shown_on_later_tickets(desk: Served) -> None:
    await _wished(desk)
    later = await desk.ticket(await desk.customer(), "Another matter")
    page = await _get(desk, f"/staff/t/{later.id}")
    assert '<form class="call"' not in page
    assert "<dt>Calls</dt><dd><bdi>+49 170 1234567 ext 8</bdi> <bdi>only the manager</bdi>" in page


async def test_who_has_called_says_so_once(desk: Served) -> None:
    ticket = await _wished(desk)
    headers = await desk.session(STAFF)
    for key in ("a", "b"):
        answer = await desk.client.post(f"/staff/t/{ticket.id}/called", data={"key": key}, headers=headers)
        assert answer.status_code == 303
    assert (await desk.now_of(ticket)).callback_wish is None
    assert [entry.text for entry in await desk.thread(ticket)] == ["The site is down", "called"]
    page = await _get(desk, f"/staff/t/{ticket.id}")
    assert "<bdi>Sam</bdi> called" in page
    assert '<form class="call"' not in page


async def test_an_erased_ticket_is_marked_and_tells_no_name(desk: Served) -> None:
    ticket = await _wished(desk)
    async with desk.database.transaction() as tx:
        await erasure.erase(tx, ANN, NOW)
    # They write again, and are known again from then on.
    await desk.customer(name="Ann again")
    queue, page = await _get(desk, "/staff"), await _get(desk, f"/staff/t/{ticket.id}")
    for shown in (queue, page):
        assert "Erased at the customer's wish" in shown
        assert "Ann again" not in shown
        assert ERASED in shown
    assert "Texts and files were erased at the customer's wish" in page
    async with desk.database.reading() as tx:
        assert [entry.text for entry in await entries.of_ticket(tx, ticket.id, notes=True)] == [ERASED, "erased"]
    assert (await desk.client.get(desk.ticket_path(ticket))).status_code == 404
