"""The bot's rights in a group: what closing needs of them, and what is missing."""

from enum import StrEnum

from aiogram import Bot
from aiogram.enums import ChatMemberStatus


class Right(StrEnum):
    """By Telegram's own names."""

    RESTRICT = "can_restrict_members"
    """To make the group read-only."""
    PIN = "can_pin_messages"
    TOPICS = "can_manage_topics"
    """In forums alone: to close the topics."""


async def missing_in(bot: Bot, chat_id: int) -> list[Right]:
    """Asks Telegram. Raises what aiogram raises, as when the bot was removed."""
    chat = await bot.get_chat(chat_id)
    member = await bot.get_chat_member(chat_id, bot.id)
    needed = [Right.RESTRICT, Right.PIN, *([Right.TOPICS] if chat.is_forum else [])]
    if member.status != ChatMemberStatus.ADMINISTRATOR:
        allowed = chat.permissions
        return [right for right in needed if right is Right.RESTRICT or not getattr(allowed, right, False)]
    # In a plain group Telegram names fewer rights; its administrators have the others.
    return [right for right in needed if getattr(member, right, None) is False]
