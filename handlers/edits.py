"""A customer edits what they wrote: before the card is shown it replaces the words, later both stand. No file goes."""

from collections.abc import Sequence
from dataclasses import replace
from zlib import crc32

from aiogram import F, Router
from aiogram.types import Message
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.bell import Bell
from bot.clock import Clock
from bot.files import File
from bot.storage import cards, drafts, entries, files, tickets
from bot.storage.database import Database
from bot.storage.entries import Entry
from bot.tickets import EntryKind, title_of
from handlers.reading import CONTENT, files_of, text_of, title_source
from handlers.roles import COMPANY

router = Router(name=__name__)
router.edited_message.filter(F.content_type.in_(CONTENT), ~COMPANY)

NOTHING_KEPT = "ignored: edit of nothing kept"
ERASED = "ignored: edit of what was erased"


@router.edited_message()
async def follow_edit(message: Message, channel: int, database: Database, clock: Clock, fetching: Bell) -> str:
    now = clock.now()
    text = text_of(message)
    async with database.transaction() as tx:
        entry = await entries.at(tx, channel, message.message_id)
        if entry is None:
            known = await drafts.rewrite(tx, channel, message.message_id, text)
            return "edit" if known else NOTHING_KEPT
        if (await tickets.get(tx, entry.ticket_id)).erased_at is not None:
            return ERASED
        versions = [entry, *await entries.edits_of(tx, entry)]
        swapped = await _new_files(tx, versions, message)
        if versions[-1].text == text and not swapped:
            return "edit"
        first = await entries.first_of(tx, entry.ticket_id)
        if await cards.is_unsent(tx, entry.ticket_id):
            await entries.set_text(tx, entry.id, text)
            await files.add(tx, swapped, entry_id=entry.id)
            if first is not None and first.id == entry.id:
                await tickets.set_title(tx, entry.ticket_id, title_of(title_source(message)), now=now)
        elif not await entries.has_edit(tx, entry.ticket_id, version := _version(message, text)):
            edit = replace(
                entry,
                kind=EntryKind.EDIT,
                text=text,
                at=now,
                chat_id=None,
                message_id=None,
                update_id=None,
                media_group_id=version,
                files=swapped,
            )
            await entries.add(tx, edit)
            await tickets.touch(tx, entry.ticket_id, now)
    if swapped:
        fetching.ring()
    return "edit"


def _version(message: Message, text: str) -> str:
    """Of two edits within one second the words tell which is which."""
    return f"{message.message_id}/{message.edit_date}/{crc32(text.encode())}"


async def _new_files(tx: AsyncConnection, versions: Sequence[Entry], message: Message) -> tuple[File, ...]:
    """What an edit put in the place of the file that came before.

    Telegram's id of a file may differ from one update to the next: the same kind, name and size are the same file.
    """
    known = await files.of_entries(tx, [version.id for version in versions])
    before = {(file.kind, file.name, file.size) for its in known.values() for file in its}
    return tuple(file for file in files_of(message) if (file.kind, file.name, file.size) not in before)
