"""aiogram's state machine in the database: a half-filled dialog survives a restart."""

from collections.abc import Mapping
from typing import Any

from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, StateType, StorageKey
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.database import Database
from bot.storage.schema import dialogs
from bot.storage.upsert import insert


class DialogStorage(BaseStorage):
    """Each call is a transaction of its own, as aiogram expects of a storage.

    aiogram asks at every update, and hardly anybody is in a dialog: who may be is remembered, so that asking of
    anyone else costs no statement.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: set[str] | None = None
        """Names that may have a row; None until they are looked up."""

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        await self._put(key, state=state.state if isinstance(state, State) else state)

    async def get_state(self, key: StorageKey) -> str | None:
        row = await self._row(key)
        return row[0] if row else None

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        await self._put(key, data=dict(data))

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        row = await self._row(key)
        return row[1] if row else {}

    async def close(self) -> None:
        """The database is closed by whoever opened it."""

    async def _row(self, key: StorageKey) -> tuple[str | None, dict[str, Any]] | None:
        if _name(key) not in await self._names():
            return None
        async with self._database.reading() as tx:
            statement = select(dialogs.c.state, dialogs.c.data).where(dialogs.c.key == _name(key))
            row = (await tx.execute(statement)).one_or_none()
        return (row.state, row.data) if row else None

    async def _put(self, key: StorageKey, **values: Any) -> None:
        (await self._names()).add(_name(key))
        async with self._database.transaction() as tx:
            statement = insert(tx, dialogs).values(**{"key": _name(key), "data": {}} | values)
            await tx.execute(statement.on_conflict_do_update(index_elements=[dialogs.c.key], set_=values))

    async def _names(self) -> set[str]:
        if self._known is None:
            async with self._database.reading() as tx:
                found = set((await tx.execute(select(dialogs.c.key))).scalars())
            # Another update may have looked meanwhile, and have added to what it found.
            if self._known is None:
                self._known = found
        return self._known


async def forget(tx: AsyncConnection, user_id: int) -> None:
    """Whatever this person was asked, in any chat."""
    keys = (await tx.execute(select(dialogs.c.key).where(dialogs.c.key.contains(f":{user_id}:")))).scalars()
    theirs = [key for key in keys if key.split(":")[2] == str(user_id)]
    await tx.execute(delete(dialogs).where(dialogs.c.key.in_(theirs)))


def _name(key: StorageKey) -> str:
    name = f"{key.bot_id}:{key.chat_id}:{key.user_id}:{key.thread_id or 0}:{key.destiny}"
    # A chat with an account of staff's has the id of the private chat with the bot.
    return f"{name}:{key.business_connection_id}" if key.business_connection_id else name
