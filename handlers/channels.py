"""Channels come, go and change: the bot is added, removed, blocked; a group becomes a supergroup."""

from aiogram import F, Router
from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.types import ChatMemberUpdated, Message

from bot.bell import Bell
from bot.clock import Clock
from bot.people import Role
from bot.storage import chats, grouprights
from bot.storage.database import Database
from handlers.acquaintance import remember

router = Router(name=__name__)

GONE = {ChatMemberStatus.LEFT, ChatMemberStatus.KICKED}
CHANNELS = {ChatType.PRIVATE, ChatType.GROUP, ChatType.SUPERGROUP}


@router.my_chat_member(F.chat.type.in_(CHANNELS))
async def note_membership(event: ChatMemberUpdated, role: Role, database: Database, clock: Clock, agenda: Bell) -> str:
    private = event.chat.type == ChatType.PRIVATE
    if private and role is not Role.CUSTOMER:
        return "ignored: staff"
    async with database.transaction() as tx:
        if event.new_chat_member.status in GONE:
            await chats.lost(tx, event.chat.id, "blocked" if private else "kicked")
        else:
            await remember(tx, event.chat.id, event.chat, event.from_user if private else None, clock.now())
            # It may have other rights there now.
            await grouprights.forget(tx, event.chat.id)
    agenda.ring()
    return "channel"


@router.message(F.migrate_to_chat_id)
async def follow_upgrade(message: Message, database: Database) -> str:
    async with database.transaction() as tx:
        await chats.upgrade(tx, message.chat.id, message.migrate_to_chat_id or message.chat.id)
    return "channel"
