"""Drafts: what holdouts wrote waits for the form, once, and in order."""

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import drafts
from bot.storage.database import Database
from bot.storage.drafts import DraftKind
from tests.bot.moments import NOW, SECOND
from tests.bot.storage.rows import ANN, BOB, GROUP, known, ticket


async def keep(
    tx: AsyncConnection,
    message_id: int,
    text: str,
    *,
    customer_id: int = ANN,
    chat_id: int = ANN,
    kind: DraftKind = DraftKind.CLOSED,
) -> bool:
    draft_id = await drafts.keep(
        tx,
        customer_id=customer_id,
        chat_id=chat_id,
        message_id=message_id,
        update_id=message_id,
        kind=kind,
        text=text,
        now=NOW,
    )
    return draft_id is not None


async def test_a_message_is_kept_once(database: Database) -> None:
    async with database.transaction() as tx:
        await known(tx)
        assert await keep(tx, 5, "once")
        assert not await keep(tx, 5, "twice")
        assert await keep(tx, 5, "elsewhere", chat_id=GROUP)
        assert [draft.text for draft in await drafts.waiting(tx, ANN)] == ["once", "elsewhere"]


async def test_what_was_sent_waits_no_longer_and_what_came_meanwhile_does(database: Database) -> None:
    async with database.transaction() as tx:
        await known(tx, ANN)
        await known(tx, BOB)
        await keep(tx, 1, "first")
        await keep(tx, 2, "second")
        await keep(tx, 3, "his", customer_id=BOB)
        shown = await drafts.waiting(tx, ANN)
        await keep(tx, 4, "while the form was open")
        await drafts.sent(tx, ANN, (await ticket(tx)).id, last_id=shown[-1].id)
        left = await drafts.waiting(tx, ANN)
        his = await drafts.waiting(tx, BOB)
        assert not await keep(tx, 1, "again")
    assert [(draft.text, draft.created_at) for draft in left] == [("while the form was open", NOW)]
    assert [draft.text for draft in his] == ["his"]


async def test_only_what_was_written_after_closing_waits_for_the_form(database: Database) -> None:
    async with database.transaction() as tx:
        await known(tx)
        for number, kind in enumerate(DraftKind):
            await keep(tx, number, kind, kind=kind)
        waiting = await drafts.waiting(tx, ANN)
        before = await drafts.before_a_matter(tx, ANN, ANN, since=NOW)
        too_late = await drafts.before_a_matter(tx, ANN, ANN, since=NOW + SECOND)
    assert [draft.text for draft in waiting] == ["closed"]
    assert [draft.text for draft in before] == ["greeting", "unsure"]
    assert too_late == []


async def test_a_draft_that_was_used_is_none_any_more_but_counts_as_kept(database: Database) -> None:
    async with database.transaction() as tx:
        await known(tx)
        await keep(tx, 5, "???", kind=DraftKind.UNSURE)
        [draft] = await drafts.before_a_matter(tx, ANN, ANN, since=NOW)
        assert await drafts.rewrite(tx, ANN, 5, "??!")
        assert await drafts.get(tx, draft.id) is not None
        await drafts.use(tx, draft.id, (await ticket(tx)).id)
        assert await drafts.get(tx, draft.id) is None
        assert await drafts.at(tx, ANN, 5) == (DraftKind.UNSURE, 5)
        assert await drafts.at(tx, ANN, 6) is None
