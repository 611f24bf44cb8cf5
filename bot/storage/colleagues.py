"""The company's people by the names under which they sign in."""

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.schema import sessions


async def names(tx: AsyncConnection, person_ids: Collection[int]) -> dict[int, str]:
    """The last one of each; nobody who never signed in."""
    if not person_ids:
        return {}
    begun = func.max(sessions.c.began_at).label("begun")
    statement = select(sessions.c.person_id, sessions.c.name, begun).where(sessions.c.person_id.in_(person_ids))
    rows = await tx.execute(statement.group_by(sessions.c.person_id, sessions.c.name).order_by(begun))
    return {row.person_id: row.name for row in rows}
