"""Tokens of the API, as the command line makes, lists and revokes them; what it does goes into the record."""

import getpass
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from bot.errors import ChatferryError
from bot.people import Role
from bot.settings import Settings
from bot.storage import sessions
from bot.storage.database import Database
from bot.storage.migrate import migrate
from bot.storage.office import Change, record
from bot.storage.sessions import ApiToken

SUBJECT = "tokens"
"""What the record calls them."""


class NoSuchToken(ChatferryError):
    """What was named is the id or the name of no token that still holds, or the name of several."""


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Database]:
    """The database of these settings, of the newest schema."""
    database = Database(settings.storage.url.get_secret_value())
    try:
        await migrate(database)
        yield database
    finally:
        await database.close()


async def create(settings: Settings, name: str, role: Role, by: str, now: datetime) -> str:
    """The secret. ``by``: who the record says made it."""
    async with opened(settings) as database, database.transaction() as tx:
        secret = await sessions.issue_api_token(tx, name, role, now)
        made = ApiToken(name, role, sessions.fingerprint(secret))
        await record(tx, Change(now, None, by, SUBJECT, made.id, None, _recorded(made)))
    return secret


async def every(settings: Settings) -> list[ApiToken]:
    async with opened(settings) as database, database.reading() as tx:
        return await sessions.every_api_token(tx)


async def revoke(settings: Settings, which: str, by: str, now: datetime) -> ApiToken:
    """``which``: id or name; ``by``: who the record says did it. Raises NoSuchToken."""
    async with opened(settings) as database, database.transaction() as tx:
        holding = [one for one in await sessions.every_api_token(tx) if one.revoked_at is None]
        found = [one for one in holding if one.id == which] or [one for one in holding if one.name == which]
        if not found:
            raise NoSuchToken(f"{which}: there is no token of this id or name; see chatferry token list")
        if len(found) > 1:
            ids = ", ".join(one.id for one in found)
            raise NoSuchToken(f"{which}: several tokens have this name; name one by its id: {ids}")
        await sessions.revoke_api_token(tx, found[0], now)
        await record(tx, Change(now, None, by, SUBJECT, found[0].id, _recorded(found[0]), None))
        return found[0]


def operator() -> str:
    """Who is at the terminal, as the record names them."""
    try:
        return f"{getpass.getuser()} (terminal)"
    except (KeyError, OSError):
        # In a container the user may have a number alone.
        return "terminal"


def _recorded(token: ApiToken) -> dict[str, str]:
    return {"name": token.name, "role": token.role.value}


def line_of(token: ApiToken) -> str:
    """Id, role, date and name; nothing in a name may steer the terminal."""
    name = "".join(char if char.isprintable() else "\ufffd" for char in token.name)
    made = f"{token.created_at:%Y-%m-%d}" if token.created_at else ""
    ended = f"  (revoked {token.revoked_at:%Y-%m-%d})" if token.revoked_at else ""
    return f"{token.id}  {token.role:<5}  {made}  {name}{ended}"
