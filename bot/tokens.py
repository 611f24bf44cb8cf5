"""Tokens of the API, as the command line lists and revokes them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from bot.errors import ChatferryError
from bot.settings import Settings
from bot.storage import sessions
from bot.storage.database import Database
from bot.storage.migrate import migrate
from bot.storage.sessions import ApiToken


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


async def every(settings: Settings) -> list[ApiToken]:
    async with opened(settings) as database, database.reading() as tx:
        return await sessions.every_api_token(tx)


async def revoke(settings: Settings, which: str, now: datetime) -> ApiToken:
    """``which``: id or name. Raises NoSuchToken."""
    async with opened(settings) as database, database.transaction() as tx:
        holding = [one for one in await sessions.every_api_token(tx) if one.revoked_at is None]
        found = [one for one in holding if one.id == which] or [one for one in holding if one.name == which]
        if not found:
            raise NoSuchToken(f"{which}: there is no token of this id or name; see chatferry token list")
        if len(found) > 1:
            ids = ", ".join(one.id for one in found)
            raise NoSuchToken(f"{which}: several tokens have this name; name one by its id: {ids}")
        await sessions.revoke_api_token(tx, found[0], now)
        return found[0]


def line_of(token: ApiToken) -> str:
    """Id, role, date and name; nothing in a name may steer the terminal."""
    name = "".join(char if char.isprintable() else "\ufffd" for char in token.name)
    made = f"{token.created_at:%Y-%m-%d}" if token.created_at else ""
    ended = f"  (revoked {token.revoked_at:%Y-%m-%d})" if token.revoked_at else ""
    return f"{token.id}  {token.role:<5}  {made}  {name}{ended}"
