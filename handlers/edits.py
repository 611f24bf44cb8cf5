"""A customer edits what they wrote: before the card is shown it replaces the words, later both stand."""

from dataclasses import replace

from aiogram import F, Router
from aiogram.types import Message

from bot.clock import Clock
from bot.storage import cards, drafts, entries, tickets
from bot.storage.database import Database
from bot.tickets import EntryKind, title_of
from handlers.reading import CONTENT, text_of, title_source
from handlers.roles import COMPANY

router = Router(name=__name__)
router.edited_message.filter(F.content_type.in_(CONTENT), ~COMPANY)


@router.edited_message()
async def follow_edit(message: Message, channel: int, database: Database, clock: Clock) -> str:
    now = clock.now()
    text = text_of(message)
    async with database.transaction() as tx:
        entry = await entries.at(tx, channel, message.message_id)
        if entry is None:
            known = await drafts.rewrite(tx, channel, message.message_id, text)
            return "edit" if known else "ignored: edit of nothing kept"
        if entry.text == text:
            return "edit"
        first = await entries.first_of(tx, entry.ticket_id)
        if await cards.is_unsent(tx, entry.ticket_id):
            await entries.set_text(tx, entry.id, text)
            if first is not None and first.id == entry.id:
                await tickets.set_title(tx, entry.ticket_id, title_of(title_source(message)), now=now)
            return "edit"
        at = message.edit_date or now.timestamp()
        version = f"{message.message_id}/{at}"
        if not await entries.has_edit(tx, entry.ticket_id, version):
            edit = replace(
                entry,
                kind=EntryKind.EDIT,
                text=text,
                at=now,
                chat_id=None,
                message_id=None,
                update_id=None,
                media_group_id=version,
            )
            await entries.add(tx, edit)
            await tickets.touch(tx, entry.ticket_id, now)
    return "edit"
