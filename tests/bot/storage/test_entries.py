"""Entries: a chat message becomes one, once; notes stay inside; files keep their names as data."""

from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from bot.storage import entries
from bot.storage.database import Database
from bot.storage.entries import File
from bot.tickets import INTERNAL, EntryKind
from tests.bot.moments import MINUTE, NOW
from tests.bot.storage.rows import ANN, GROUP, known, message, ticket


async def test_the_same_chat_message_becomes_an_entry_once(database: Database) -> None:
    async with database.transaction() as tx:
        await known(tx)
        one, other = await ticket(tx), await ticket(tx)
        first = await entries.add(tx, message(one, 5, text="once"))
        again = await entries.add(tx, replace(message(other, 5, text="twice"), files=(File("photo", "f1"),)))
        elsewhere = await entries.add(tx, message(other, 5, chat_id=GROUP))
        assert await entries.exists(tx, ANN, 5)
        assert not await entries.exists(tx, ANN, 6)
        assert await entries.ticket_of(tx, ANN, 5) == one.id
        assert await entries.ticket_of(tx, GROUP, 5) == other.id
        assert await entries.ticket_of(tx, GROUP, 6) is None
        assert await entries.count(tx) == 2
        assert [entry.files for entry in await entries.of_ticket(tx, other.id, notes=True)] == [()]
    assert first is not None
    assert elsewhere is not None
    assert again is None


async def test_what_is_written_on_the_desk_has_no_message_and_never_counts_as_twice(database: Database) -> None:
    async with database.transaction() as tx:
        await known(tx)
        one = await ticket(tx)
        assert await entries.add(tx, message(one)) is not None
        assert await entries.add(tx, message(one)) is not None
        assert len(await entries.of_ticket(tx, one.id, notes=False)) == 2


async def test_a_note_is_left_out_unless_it_is_asked_for(database: Database) -> None:
    async with database.transaction() as tx:
        await known(tx)
        one, other = await ticket(tx), await ticket(tx)
        for kind in EntryKind:
            await entries.add(tx, replace(message(one), kind=kind, text=kind))
        await entries.add(tx, replace(message(other), kind=EntryKind.NOTE))
        inside = await entries.of_ticket(tx, one.id, notes=True)
        outside = await entries.of_ticket(tx, one.id, notes=False)
        assert await entries.of_tickets(tx, [one.id, other.id], notes=False) == {one.id: outside}
        assert set(await entries.of_tickets(tx, [one.id, other.id], notes=True)) == {one.id, other.id}
        assert await entries.of_tickets(tx, [], notes=True) == {}
    assert [entry.kind for entry in inside] == list(EntryKind)
    assert [entry.kind for entry in outside] == [kind for kind in EntryKind if kind not in INTERNAL]


async def test_an_entry_comes_back_as_it_was_with_its_files_in_order(database: Database) -> None:
    hostile = File("document", "f" * 120, "../../etc/<b>\u202egnp.exe", "text/x; y", 2**40)
    async with database.transaction() as tx:
        await known(tx)
        one = await ticket(tx)
        sent = replace(
            message(one, 5, text="<script> 域名\n\u202e 🚀" + "x" * 10_000, at=NOW + MINUTE, album="a1"),
            files=(hostile, File("photo", "f2")),
        )
        stored = await entries.add(tx, sent)
        assert stored is not None
        assert await entries.of_ticket(tx, one.id, notes=False) == [stored]
    assert stored == replace(sent, id=stored.id)


async def test_an_entry_without_its_ticket_is_refused(database: Database) -> None:
    async with database.reading() as tx:
        await known(tx)
        lost = replace(message(await ticket(tx), 5), ticket_id=2**40)
        with pytest.raises(IntegrityError):
            await entries.add(tx, lost)
