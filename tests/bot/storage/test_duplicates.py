"""Drafts that are begun once, and broadcasts that are made from others."""

from bot.broadcast import BroadcastState
from bot.content import Content
from bot.storage import accounts, broadcasts, duplicates
from bot.storage.audiences import Audience, Kind, chats_of
from bot.storage.database import Database
from bot.storage.schema import accounts as account_table
from bot.storage.schema import chats
from tests.bot.moments import HOUR, NOW

LISTED = Audience(Kind.LIST)
STAFF = 7


async def test_a_draft_is_begun_once_however_often_it_is_asked_for(database: Database) -> None:
    async with database.transaction() as tx:
        first, again = [
            await duplicates.begin_draft(
                tx, Content({"": text}), created_by=STAFF, language="en", origin="update/1", now=NOW
            )
            for text in ("a", "b")
        ]
        draft = await broadcasts.get(tx, first)
    assert again == first
    assert (draft.state, draft.content.texts, draft.created_by) == (BroadcastState.DRAFT, {"": "a"}, STAFF)


async def test_a_duplicate_has_content_audience_and_list_and_is_made_once(database: Database) -> None:
    async with database.transaction() as tx:
        original = await duplicates.begin_draft(
            tx, Content({"": "a"}), created_by=STAFF, language="en", origin="update/1", now=NOW
        )
        await broadcasts.edit(tx, original, audience=LISTED)
        await broadcasts.set_recipients(tx, original, [1, 2])
        for chat_id in (1, 2, 3):
            await tx.execute(chats.insert().values(id=chat_id, kind="private", title="x", first_seen_at=NOW))
        made = [
            await duplicates.duplicate(
                tx,
                original,
                state=BroadcastState.SCHEDULED,
                due_at=NOW + HOUR,
                created_by=STAFF,
                origin="dialog/x/1",
                now=NOW,
            )
            for _ in range(2)
        ]
        copy = await broadcasts.get(tx, made[0])
        reached = list((await tx.execute(chats_of(LISTED, (), copy.id))).scalars())
    assert made[0] == made[1] != original
    assert (copy.state, copy.content.texts, copy.audience, copy.due_at) == (
        BroadcastState.SCHEDULED,
        {"": "a"},
        LISTED,
        NOW + HOUR,
    )
    assert reached == [1, 2]
    assert copy.language == "en"


async def test_accounts_are_listed_by_name_with_the_chats_that_can_be_reached(database: Database) -> None:
    async with database.transaction() as tx:
        await tx.execute(account_table.insert(), [{"id": 1, "name": "Zebra"}, {"id": 2, "name": "Apple"}])
        rows = [(1, None, 1), (2, "blocked", 1), (3, None, 1)]
        for chat_id, unreachable, account_id in rows:
            values = {"id": chat_id, "unreachable": unreachable, "account_id": account_id}
            await tx.execute(chats.insert().values(kind="private", title="x", first_seen_at=NOW, **values))
        found = await accounts.with_chats(tx)
        assert await accounts.name_of(tx, 2) == "Apple"
        assert await accounts.name_of(tx, 3) is None
    assert [(one.name, one.reachable_chats) for one in found] == [("Apple", 0), ("Zebra", 2)]
