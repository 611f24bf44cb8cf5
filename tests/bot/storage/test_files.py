"""Files in the database, alike on both kinds."""

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.files import File, FileState, Kept
from bot.shelf import new_name
from bot.storage import drafts, entries, files
from bot.storage.database import Database
from bot.storage.drafts import DraftKind
from bot.tickets import EntryKind, Ticket
from tests.bot.moments import HOUR, NOW, SECOND
from tests.bot.storage.rows import ANN, BOB, GROUP, known, message, ticket

PHOTO = File("photo", "large", None, "image/jpeg", 900, thumbnail="small")
LOG = File("document", "log", "../x.log", "text/plain", 12)


async def _attached(tx: AsyncConnection, *items: File, kind: EntryKind = EntryKind.MESSAGE) -> tuple[Ticket, list[int]]:
    """A ticket of Ann's with one entry, and the numbers of its files."""
    await known(tx)
    one = await ticket(tx)
    stored = await entries.add(tx, replace(message(one, one.id), kind=kind, files=items))
    assert stored is not None
    found = (await files.of_entries(tx, [stored.id])).get(stored.id, ())
    return one, [file.kept.id for file in found if file.kept]


async def _draft(tx: AsyncConnection, customer_id: int, chat_id: int, *items: File) -> int:
    await known(tx, customer_id)
    draft_id = await drafts.keep(
        tx,
        customer_id=customer_id,
        chat_id=chat_id,
        message_id=customer_id,
        update_id=customer_id,
        kind=DraftKind.CLOSED,
        text="x",
        now=NOW,
        attached=items,
    )
    assert draft_id is not None
    return draft_id


async def test_what_came_by_chat_waits_with_its_small_picture_oldest_first(database: Database) -> None:
    async with database.transaction() as tx:
        one, (photo, log) = await _attached(tx, PHOTO, LOG)
        due = await files.due(tx, NOW, besides=[], limit=10)
        assert [(fetch.telegram_file_id, fetch.size) for fetch in due] == [("large", 900), ("small", None), ("log", 12)]
        assert len({fetch.stored_as for fetch in due}) == 3
        assert [f.telegram_file_id for f in await files.due(tx, NOW, besides=[photo], limit=1)] == ["small"]
        (entry,) = await entries.of_ticket(tx, one.id, notes=False)
    first, second = (file.kept for file in entry.files)
    assert first is not None
    assert second is not None
    assert (first.id, second.id) == (photo, log)
    assert (first.state, first.preview is not None, second.preview) == (FileState.WAITING, True, None)


async def test_what_is_stored_settles_once_and_waits_no_longer(database: Database) -> None:
    async with database.transaction() as tx:
        one, (log,) = await _attached(tx, LOG)
        assert await files.store(tx, log, size=15, media_type="application/pdf")
        assert not await files.store(tx, log, size=16, media_type="image/png")
        assert not await files.give_up(tx, log, FileState.GONE, "late")
        assert await files.due(tx, NOW, besides=[], limit=10) == []
        file = await files.of_ticket(tx, one.id, log, notes=False)
    assert file is not None
    assert file.kept is not None
    # What it really has counts for more than what was said of it.
    assert (file.size, file.kept.media_type, file.kept.is_stored) == (15, "application/pdf", True)


async def test_what_failed_is_due_again_at_its_moment(database: Database) -> None:
    async with database.transaction() as tx:
        await _attached(tx, LOG)
        (fetch,) = await files.due(tx, NOW, besides=[], limit=10)
        await files.retry(tx, fetch, "HTTP 502", NOW + HOUR)
        assert await files.due(tx, NOW + HOUR - SECOND, besides=[], limit=10) == []
        assert await files.next_retry(tx, NOW) == NOW + HOUR
        (again,) = await files.due(tx, NOW + HOUR, besides=[], limit=10)
        assert await files.next_retry(tx, NOW + HOUR) is None
    assert again == replace(fetch, attempts=1)


async def test_an_upload_is_stored_from_the_start(database: Database) -> None:
    kept = Kept(0, FileState.STORED, new_name(), "image/png")
    async with database.transaction() as tx:
        one, (number,) = await _attached(tx, File("photo", None, "x.png", None, 7, kept=kept))
        assert await files.due(tx, NOW, besides=[], limit=10) == []
        file = await files.of_ticket(tx, one.id, number, notes=False)
        assert await files.states_of(tx, [kept.stored_as, new_name()]) == {kept.stored_as: FileState.STORED}
    assert file is not None
    assert file.kept == replace(kept, id=number)


async def test_a_file_belongs_to_one_ticket_and_one_of_a_note_to_staff(database: Database) -> None:
    async with database.transaction() as tx:
        one, (log,) = await _attached(tx, LOG)
        other, (inside,) = await _attached(tx, LOG, kind=EntryKind.NOTE)
        assert await files.of_ticket(tx, one.id, log, notes=False) is not None
        assert await files.of_ticket(tx, other.id, log, notes=True) is None
        assert await files.of_ticket(tx, other.id, inside, notes=False) is None
        assert await files.of_ticket(tx, other.id, inside, notes=True) is not None


async def test_a_small_picture_is_reached_only_through_its_file(database: Database) -> None:
    async with database.transaction() as tx:
        one, (photo,) = await _attached(tx, PHOTO)
        small = (await files.due(tx, NOW, besides=[photo], limit=1))[0].id
        assert await files.of_ticket(tx, one.id, small, notes=True) is None
        assert await files.origin(tx, small) is None


async def test_files_of_drafts_go_with_the_form(database: Database) -> None:
    async with database.transaction() as tx:
        one, _ = await _attached(tx)
        (entry,) = await entries.of_ticket(tx, one.id, notes=False)
        mine = await _draft(tx, ANN, GROUP, LOG, PHOTO)
        his = await _draft(tx, BOB, BOB, LOG)
        assert set(await files.of_drafts(tx, [mine, his])) == {mine, his}
        sent = await drafts.sent(tx, ANN, one.id, last_id=max(mine, his))
        assert sent == [mine]
        await files.send_drafts(tx, sent, entry.id)
        assert list(await files.of_drafts(tx, [mine, his])) == [his]
        (entry,) = await entries.of_ticket(tx, one.id, notes=False)
    assert entry.files == (LOG, PHOTO)


async def test_the_origin_is_the_message_and_whose_it_is(database: Database) -> None:
    async with database.transaction() as tx:
        one, (log,) = await _attached(tx, LOG)
        draft_id = await _draft(tx, BOB, GROUP, LOG)
        (file,) = (await files.of_drafts(tx, [draft_id]))[draft_id]
        assert file.kept is not None
        by_entry, by_draft = await files.origin(tx, log), await files.origin(tx, file.kept.id)
    assert by_entry == files.Origin("../x.log", one.id, ANN, ANN, one.id, None)
    assert by_draft == files.Origin("../x.log", None, BOB, GROUP, BOB, None)


async def test_erasing_forgets_a_customers_files_and_no_other(database: Database) -> None:
    async with database.transaction() as tx:
        one, (photo, _) = await _attached(tx, PHOTO, LOG)
        staffs = replace(message(one, 99), author_id=900, files=(LOG,))
        kept = await entries.add(tx, staffs)
        assert kept is not None
        draft_id = await _draft(tx, ANN, GROUP, LOG)
        await _draft(tx, BOB, BOB, LOG)
        names = await files.erase_of_customer(tx, ANN)
        assert len(names) == 4
        assert set((await files.states_of(tx, names)).values()) == {FileState.ERASED}
        assert len(await files.due(tx, NOW, besides=[], limit=10)) == 2
        erased = await files.of_ticket(tx, one.id, photo, notes=True)
        assert [file.name for file in (await files.of_drafts(tx, [draft_id]))[draft_id]] == [None]
        assert sorted(await files.to_remove(tx, limit=10)) == sorted(names)
        await files.removed(tx, names[:3])
        assert await files.to_remove(tx, limit=10) == names[3:]
    assert erased is not None
    assert (erased.telegram_file_id, erased.name, erased.mime) == (None, None, None)
