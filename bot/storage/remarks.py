"""Remarks: tags and a note that the company keeps of a customer, a company or a group."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Table, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.grants import Scope
from bot.storage.schema import accounts, chats, customers

TABLES: dict[Scope, Table] = {Scope.CUSTOMER: customers, Scope.ACCOUNT: accounts, Scope.CHANNEL: chats}
MOST_TAGS = 10
LONGEST_TAG = 24
LONGEST_NOTE = 500


@dataclass(frozen=True, slots=True)
class Remarks:
    tags: tuple[str, ...] = ()
    note: str = ""

    @classmethod
    def read(cls, tags: str, note: str) -> "Remarks":
        """``tags``: as people write them, between commas; each once, whatever its capital letters."""
        words = [" ".join(word.split())[:LONGEST_TAG] for word in tags.replace("，", ",").split(",")]
        once: dict[str, str] = {}
        for word in filter(None, words):
            once.setdefault(word.casefold(), word)
        return cls(tuple(once.values())[:MOST_TAGS], note.strip()[:LONGEST_NOTE])


async def of(tx: AsyncConnection, scope: Scope, scope_id: int) -> Remarks:
    columns = TABLES[scope].c
    row = (await tx.execute(select(columns.tags, columns.note).where(columns.id == scope_id))).one_or_none()
    return Remarks(tuple(row.tags or ()), row.note or "") if row else Remarks()


async def keep(tx: AsyncConnection, scope: Scope, scope_id: int, remarks: Remarks) -> None:
    table = TABLES[scope]
    tags: Sequence[str] | None = list(remarks.tags) or None
    await tx.execute(update(table).where(table.c.id == scope_id).values(tags=tags, note=remarks.note or None))
