"""`chatferry check`: line by line what is right and what is wrong, without changing anything."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from aiogram import Bot
from aiogram.exceptions import AiogramError, TelegramForbiddenError, TelegramUnauthorizedError
from aiogram.types import ChatMemberAdministrator, ChatMemberMember, User
from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.budget import SendBudget
from bot.clock import SystemClock
from bot.errors import StorageUnavailable
from bot.links import Links
from bot.settings import Settings
from bot.storage import chats, transitions
from bot.storage.chats import Chat
from bot.storage.database import Database
from bot.storage.migrate import newest, require_known, revision
from bot.telegram import connect

MOST_CLOCK_ERROR = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Finding:
    ok: bool
    subject: str
    said: str


async def check(settings: Settings) -> list[Finding]:
    """All findings; configuration errors have been found before, by loading the settings."""
    database = Database(settings.storage.url.get_secret_value())
    telegram = connect(settings.telegram.token.get_secret_value(), settings.telegram.api_base, SendBudget())
    findings = [Finding(True, "configuration", "valid"), _time_zone(settings), await _clock(settings)]
    try:
        storage = await _storage(settings, database)
        findings.append(storage)
        groups: list[Chat] = []
        if storage.ok and database.exists:
            findings.append(await _deadline(settings, database))
            async with database.reading() as tx:
                groups = await chats.groups(tx)
        async with aclosing(_telegram(settings, telegram.bot, groups)) as about_telegram:
            findings += [finding async for finding in about_telegram]
    finally:
        await telegram.close()
        await database.close()
    return [*findings, _public_address(settings)]


def _time_zone(settings: Settings) -> Finding:
    local = SystemClock().now().astimezone(settings.company.zone)
    return Finding(True, "time zone", f"{settings.company.timezone}, where it is {local:%Y-%m-%d %H:%M} now")


async def _clock(settings: Settings) -> Finding:
    """Telegram's servers tell the time with every answer; a wrong clock here shifts slots and the deadline."""
    try:
        async with (
            ClientSession(timeout=ClientTimeout(total=10)) as session,
            session.get(settings.telegram.api_base) as response,
        ):
            told = response.headers.get("Date")
    except (ClientError, OSError, TimeoutError) as error:
        return Finding(False, "clock", f"no time to compare with ({type(error).__name__})")
    moment = _moment(told)
    if moment is None:
        return Finding(True, "clock", "the server tells no time to compare with")
    off = abs(SystemClock().now() - moment)
    right = off <= MOST_CLOCK_ERROR
    mend = "" if right else "; set this machine's clock, best by NTP"
    return Finding(right, "clock", f"{off.total_seconds():.0f} s away from the server's{mend}")


def _moment(told: str | None) -> datetime | None:
    """What a Date header says."""
    try:
        moment = parsedate_to_datetime(told or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


async def _storage(settings: Settings, database: Database) -> Finding:
    if not database.exists:
        if not database.folder_exists:
            return Finding(False, "storage", f"storage.url: there is no folder for {database}; create it")
        return Finding(True, "storage", "no database yet; the first run creates it")
    try:
        present = await revision(database)
        require_known(present)
    except StorageUnavailable as error:
        return Finding(False, "storage", str(error))
    if present != newest():
        return Finding(False, "storage", f"at migration {present}, not {newest()}; the next run brings it up to date")
    return Finding(True, "storage", f"reachable, at migration {present}")


async def _deadline(settings: Settings, database: Database) -> Finding:
    """The database's plan wins over the configuration's; here it is said where they differ."""
    async with database.reading() as tx:
        begun = await transitions.find(tx)
    if begun is None:
        return Finding(True, "transition", "not begun; the next run takes it from the configuration")
    held = begun.window
    planned = settings.transition
    deadline = held.deadline.astimezone(settings.company.zone)
    said = f"closes {deadline:%Y-%m-%d %H:%M}, {held.lasts} days after launch"
    if (held.launch, held.days) != (planned.launch, planned.days):
        said += "; the configuration says otherwise, and what admins set later holds"
    return Finding(True, "transition", said)


async def _telegram(settings: Settings, bot: Bot, groups: list[Chat]) -> AsyncGenerator[Finding]:
    try:
        me = await bot.me()
    except TelegramUnauthorizedError:
        yield Finding(False, "token", "telegram.token: Telegram does not know it; copy it again from BotFather")
        return
    except (AiogramError, OSError) as error:
        base = settings.telegram.api_base
        yield Finding(False, "token", f"telegram.api_base: {base} cannot be reached ({type(error).__name__})")
        return
    yield Finding(True, "token", f"belongs to @{me.username}")
    yield _privacy(me)
    try:
        yield await _webhook(settings, bot)
        for group in groups:
            yield await _rights(bot, me, group)
    except (AiogramError, OSError) as error:
        yield Finding(False, "telegram", f"{type(error).__name__} in the middle; try again")


def _privacy(me: User) -> Finding:
    if me.can_read_all_group_messages:
        return Finding(True, "privacy mode", "off: the bot reads what customers write in groups")
    mend = "switch it off with /setprivacy at BotFather, or make the bot an administrator of each group"
    return Finding(False, "privacy mode", f"on: in groups the bot sees commands and answers to itself only; {mend}")


async def _webhook(settings: Settings, bot: Bot) -> Finding:
    info = await bot.get_webhook_info()
    if settings.telegram.updates == "polling":
        # Starting to poll removes a webhook; until then it takes the updates away.
        return Finding(not info.url, "webhook", "one is set; the next run removes it" if info.url else "none, as meant")
    if info.url != settings.telegram.webhook_url:
        return Finding(False, "webhook", "telegram.webhook_url is not the one that is set; the next run sets it")
    if info.last_error_message:
        return Finding(False, "webhook", f"Telegram could not deliver: {info.last_error_message}")
    return Finding(True, "webhook", f"set, {info.pending_update_count} updates waiting")


async def _rights(bot: Bot, me: User, group: Chat) -> Finding:
    """What closing the group will need."""
    subject = f"group {group.title} ({group.id})"
    try:
        member = await bot.get_chat_member(group.id, me.id)
    except (TelegramForbiddenError, AiogramError) as error:
        return Finding(False, subject, f"cannot be asked ({type(error).__name__}); is the bot still in it?")
    if isinstance(member, ChatMemberMember):
        return Finding(False, subject, "the bot is no administrator; make it one with rights to pin and to restrict")
    if not isinstance(member, ChatMemberAdministrator):
        return Finding(False, subject, f"the bot is {member.status}; add it again as administrator")
    missing = [
        name
        for name, given in (
            ("pin messages", member.can_pin_messages),
            ("restrict members", member.can_restrict_members),
            # Of forums alone; elsewhere nobody has it.
            ("manage topics", member.can_manage_topics is not False or not (await bot.get_chat(group.id)).is_forum),
        )
        if not given
    ]
    if missing:
        return Finding(False, subject, f"the bot may not {' nor '.join(missing)}; give it the right")
    return Finding(True, subject, "the bot may pin and restrict")


def _public_address(settings: Settings) -> Finding:
    url = settings.desk.public_url
    if Links(url, b"").work_as_buttons:
        return Finding(True, "public address", url)
    mend = "set desk.public_url to the https address that leads here"
    return Finding(False, "public address", f"desk.public_url: {url} is no public https address; {mend}")
