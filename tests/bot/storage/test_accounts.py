"""Companies, and the customers and chats that belong to them."""

from sqlalchemy import select

from bot.business import channel_id
from bot.storage import accounts, customers
from bot.storage.accounts import Account
from bot.storage.database import Database
from bot.storage.schema import business_accounts, business_chats, chats
from tests.bot.storage.rows import ANN, channel, known

GROUP = -100500


async def test_a_name_makes_one_account_however_it_is_written(database: Database) -> None:
    async with database.transaction() as tx:
        first = await accounts.named(tx, "Harbour Ltd")
        assert await accounts.named(tx, "harbour LTD") == first
        second = await accounts.named(tx, "Bay Ltd")
        assert second != first
        assert await accounts.names(tx) == ["Bay Ltd", "Harbour Ltd"]
        assert await accounts.name_of(tx, first) == "Harbour Ltd"


async def test_a_customer_comes_with_their_own_chats_and_the_one_that_is_named(database: Database) -> None:
    async with database.transaction() as tx:
        await known(tx, ANN)
        for chat_id in (ANN, GROUP, 12):
            await channel(tx, chat_id)
        await tx.execute(
            business_accounts.insert().values(
                owner_id=7, connection_id="c", may_reply=True, enabled=True, employed=True
            )
        )
        number = (
            await tx.execute(business_chats.insert().values(owner_id=7, peer_id=ANN).returning(business_chats.c.id))
        ).scalar_one()
        await channel(tx, channel_id(number))
        harbour = await accounts.named(tx, "Harbour Ltd")
        await accounts.assign(tx, harbour, customer_id=ANN, chat_id=GROUP)
        ann = await customers.get(tx, ANN)
        assert ann is not None
        assert ann.account_id == harbour
        mine = await tx.execute(select(chats.c.id).where(chats.c.account_id == harbour).order_by(chats.c.id))
        assert list(mine.scalars()) == [GROUP, ANN, channel_id(number)]
        assert await accounts.with_chats(tx) == [Account(harbour, "Harbour Ltd", 3)]
        await accounts.assign(tx, None, customer_id=ANN, chat_id=None)
        # The group was named by somebody, and stays until somebody names it again.
        assert await accounts.with_chats(tx) == [Account(harbour, "Harbour Ltd", 1)]
