"""The command menus: everyone is shown just the commands of their role, in their language."""

import logging

from aiogram import Bot
from aiogram.exceptions import AiogramError
from aiogram.types import BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat, BotCommandScopeUnion

from bot.languages import NAMES, SOURCE, Language, language
from bot.people import People, Role
from bot.transient import is_transient

log = logging.getLogger(__name__)


def commands_of(role: Role, language: Language, *, closed: bool = False) -> list[BotCommand]:
    """``closed``: whether chat is, for all."""
    _ = language.gettext
    customer = [
        BotCommand(
            command="start", description=_("open our issue platform") if closed else _("greeting and your link")
        ),
        BotCommand(command="tickets", description=_("your issues and their state")),
        BotCommand(command="language", description=_("choose the language")),
        BotCommand(command="privacy", description=_("what is kept of you, and to have it erased")),
        BotCommand(command="help", description=_("what you can do here")),
    ]
    staff = [
        BotCommand(command="queue", description=_("sign in to the staff queue")),
        BotCommand(command="broadcast", description=_("write to many customers")),
        BotCommand(command="broadcasts", description=_("drafts and broadcasts, and how they go")),
        BotCommand(command="help", description=_("what you can do here")),
    ]
    admin = [
        BotCommand(command="transition", description=_("where the transition stands")),
        BotCommand(command="deadline", description=_("move the deadline")),
        BotCommand(command="extend", description=_("more time for a customer, company or group")),
        BotCommand(command="holdouts", description=_("who has not migrated")),
        BotCommand(command="close", description=_("close chat before the deadline, from day 20 on")),
        BotCommand(command="reopen", description=_("open chat again for a time")),
        BotCommand(command="progress", description=_("the daily proof that no message is lost")),
        *staff,
    ]
    return {Role.CUSTOMER: customer, Role.STAFF: staff, Role.ADMIN: admin}[role]


async def set_menus(bot: Bot, people: People, *, closed: bool) -> None:
    """Who never pressed Start, or blocked the bot, cannot be given a menu yet: theirs comes at the next start."""
    await set_customers_menu(bot, closed=closed)
    for person in people.everyone:
        await set_menu(bot, person, people.role(person))


async def set_customers_menu(bot: Bot, *, closed: bool) -> None:
    for code in NAMES:
        commands = commands_of(Role.CUSTOMER, language(code), closed=closed)
        await _set(bot, commands, BotCommandScopeAllPrivateChats(), code)


async def set_menu(bot: Bot, person: int, role: Role) -> bool:
    """False where it may be taken another time."""
    scope = BotCommandScopeChat(chat_id=person)
    return all([await _set(bot, commands_of(role, language(code)), scope, code) for code in NAMES])


async def take_menu(bot: Bot, person: int) -> bool:
    """Who is staff, or has a longer time, no longer: they have the menu of all customers. False as `set_menu`."""
    return all([await _set(bot, [], BotCommandScopeChat(chat_id=person), code) for code in NAMES])


async def _set(bot: Bot, commands: list[BotCommand], scope: BotCommandScopeUnion, code: str) -> bool:
    # The one without a language is for everyone whose own is not listed.
    tag = None if code == SOURCE else code
    try:
        if commands:
            await bot.set_my_commands(commands, scope=scope, language_code=tag)
        else:
            await bot.delete_my_commands(scope=scope, language_code=tag)
    except AiogramError as error:
        log.info("a command menu could not be set: %s", type(error).__name__)
        return not is_transient(error)
    return True
