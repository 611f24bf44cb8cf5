"""Staff say which company a customer belongs to."""

from bot.storage import accounts, audiences, chats, customers, erasure
from bot.storage.audiences import Audience, Kind
from bot.tickets import Ticket
from tests.desk.served import ANN, GROUP, NOW, STAFF, Served


async def _assign(desk: Served, ticket: Ticket, company: str) -> None:
    headers = await desk.session(STAFF)
    answer = await desk.client.post(f"/staff/t/{ticket.id}/company", data={"company": company}, headers=headers)
    assert answer.headers["location"] == f"/staff/t/{ticket.id}#latest"


async def _reached(desk: Served, name: str) -> int:
    async with desk.database.transaction() as tx:
        number = await accounts.named(tx, name)
        return await audiences.count(tx, Audience(Kind.ACCOUNT, str(number)), [])


async def test_the_customer_and_the_group_belong_to_it_from_then_on(desk: Served) -> None:
    ann = await desk.customer()
    async with desk.database.transaction() as tx:
        await chats.seen(tx, GROUP, kind="supergroup", title="Harbour", language="en", now=NOW)
        await chats.seen(tx, ANN, kind="private", title="Ann", language="en", now=NOW)
    ticket = await desk.ticket(ann, chat_id=GROUP)
    await _assign(desk, ticket, "  Harbour   Ltd ")
    assert await _reached(desk, "Harbour Ltd") == 2
    async with desk.database.reading() as tx:
        known = await customers.get(tx, ANN)
        assert known is not None
        assert known.account_id is not None
        assert await accounts.name_of(tx, known.account_id) == "Harbour Ltd"
    page = (await desk.client.get(f"/staff/t/{ticket.id}", headers=await desk.session(STAFF))).text
    assert 'name="company" value="Harbour Ltd"' in page
    assert '<option value="Harbour Ltd"></option>' in page


async def test_a_company_is_made_once_and_left_again(desk: Served) -> None:
    ticket = await desk.ticket(await desk.customer())
    await _assign(desk, ticket, "Harbour Ltd")
    await _assign(desk, ticket, "harbour ltd")
    async with desk.database.reading() as tx:
        assert await accounts.names(tx) == ["Harbour Ltd"]
    await _assign(desk, ticket, " ")
    async with desk.database.reading() as tx:
        known = await customers.get(tx, ANN)
    assert known is not None
    assert known.account_id is None


async def test_an_erased_ticket_assigns_nobody(desk: Served) -> None:
    ticket = await desk.ticket(await desk.customer())
    async with desk.database.transaction() as tx:
        await erasure.erase(tx, ANN, desk.clock.now())
    await _assign(desk, ticket, "Harbour Ltd")
    async with desk.database.reading() as tx:
        known = await customers.get(tx, ANN)
    assert known is None or known.account_id is None
    page = (await desk.client.get(f"/staff/t/{ticket.id}", headers=await desk.session(STAFF))).text
    assert 'name="company"' not in page
