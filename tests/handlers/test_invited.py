"""/start with the code of an invitation: the bot knows who came."""

from typing import Any

from bot.imports.filing import bring_in
from bot.invitations import Invitations
from bot.storage import contacts, customers, erasure
from bot.storage.contacts import Contact
from bot.storage.customers import Customer
from bot.storage.schema import accounts, chats
from bot.storage.schema import contacts as rows
from tests.ferry import ANN, NOW, STAFF, WANG, Ferry

LIST = b"id,name,company,language,phone,tags\nC-1,Ann Sailor,Harbour Ltd,zh,138 0013 8000,VIP\nC-2,Wang,,en,,\n"


async def listed(ferry: Ferry, text: bytes = LIST) -> None:
    await bring_in(ferry.database, text, NOW)


async def contact(ferry: Ferry, reference: str = "C-1") -> Contact:
    async with ferry.database.reading() as tx:
        return (await contacts.of_references(tx, [reference]))[reference]


async def code(ferry: Ferry, reference: str = "C-1") -> str:
    one = await contact(ferry, reference)
    return Invitations(ferry.app.links.key).code(one.id, one.generation, one.reference)


async def customer(ferry: Ferry, number: int) -> Customer:
    async with ferry.database.reading() as tx:
        found = await customers.get(tx, number)
    assert found
    return found


async def account_of(ferry: Ferry, table: Any, number: int) -> int | None:
    [found] = [row.account_id for row in await ferry.rows(table) if row.id == number]
    account: int | None = found
    return account


async def test_who_follows_an_invitation_is_the_contact(ferry: Ferry) -> None:
    await listed(ferry)
    [welcome] = await ferry.hear(ANN, f"/start {await code(ferry)}")
    # In the language that the company told of.
    assert welcome["text"].startswith("欢迎")
    ann, one = await customer(ferry, ANN), await contact(ferry)
    [harbour] = await ferry.rows(accounts)
    assert (ann.language, ann.phone, ann.tags, ann.account_id) == ("zh", "138 0013 8000", ["VIP"], harbour.id)
    assert await account_of(ferry, chats, ANN) == harbour.id
    assert (one.customer_id, one.joined_at) == (ANN, NOW)
    assert await ferry.outcomes() == ["command"]


async def test_the_first_who_follows_it_is_meant_and_others_are_welcome(ferry: Ferry) -> None:
    await listed(ferry)
    secret = await code(ferry)
    await ferry.hear(ANN, f"/start {secret}")
    [welcome] = await ferry.hear(WANG, f"/start {secret}")
    assert welcome["text"].splitlines()[-1] == ferry.app.links.desk(WANG, 0)
    wang = await customer(ferry, WANG)
    assert (wang.account_id, wang.phone, wang.tags) == (None, None, None)
    assert (await contact(ferry)).customer_id == ANN
    [again] = await ferry.hear(ANN, f"/start {secret}")
    assert again["text"].startswith("欢迎")
    await ferry.hear(ANN, f"/start {await code(ferry, 'C-2')}")
    assert (await contact(ferry, "C-2")).customer_id is None


async def test_what_a_customer_chose_themselves_stays(ferry: Ferry) -> None:
    await listed(ferry)
    await ferry.hear(ANN, "/start")
    ferry.forward(minutes=1)
    [welcome] = await ferry.hear(ANN, f"/start {await code(ferry)}")
    assert welcome["text"].startswith("Welcome")
    assert (await customer(ferry, ANN)).tags == ["VIP"]


async def test_a_revoked_or_forged_code_is_a_plain_start(ferry: Ferry) -> None:
    await listed(ferry)
    one = await contact(ferry)
    revoked = await code(ferry)
    async with ferry.database.transaction() as tx:
        await contacts.revoke(tx, one.id)
    for words in (revoked, f"{one.id}-forged", "999-x", f"{one.id}-{'x' * 60}"):
        [welcome] = await ferry.hear(ANN, f"/start {words}")
        assert welcome["text"].startswith("Welcome")
    assert (await contact(ferry)).customer_id is None
    await ferry.hear(ANN, f"/start {await code(ferry)}")
    assert (await contact(ferry)).customer_id == ANN


async def test_whose_telegram_id_is_known_needs_no_code(ferry: Ferry) -> None:
    await listed(ferry, f"id,name,tags,telegram_id\nC-1,Ann,VIP,{ANN}\n".encode())
    await ferry.hear(WANG, f"/start {await code(ferry)}")
    assert (await contact(ferry)).joined_at is None
    await ferry.hear(ANN, "/start")
    assert (await contact(ferry)).joined_at == NOW
    assert (await customer(ferry, ANN)).tags == ["VIP"]


async def test_staff_who_try_an_invitation_use_nothing_up(ferry: Ferry) -> None:
    await listed(ferry)
    [answer] = await ferry.hear(STAFF, f"/start {await code(ferry)}")
    assert "/queue" in answer["text"]
    assert (await contact(ferry)).customer_id is None


async def test_who_has_their_data_erased_is_no_contact_any_more(ferry: Ferry) -> None:
    await listed(ferry)
    secret = await code(ferry)
    await ferry.hear(ANN, f"/start {secret}")
    async with ferry.database.transaction() as tx:
        await erasure.erase(tx, ANN, NOW)
    assert [row.reference for row in await ferry.rows(rows)] == ["C-2"]
    assert (await customer(ferry, ANN)).tags is None
    await listed(ferry)
    await ferry.hear(WANG, f"/start {secret}")
    assert (await contact(ferry)).customer_id is None
