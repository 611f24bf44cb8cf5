"""The search index: which words stand in which tickets, on SQLite by FTS5, on PostgreSQL by GIN."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Text, bindparam, cast, column, delete, func, literal, select, table, text
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.search import Query
from bot.storage import upsert
from bot.storage.schema import entries, files, search_due, tickets
from bot.tickets import EntryKind

SAID = [EntryKind.MESSAGE, EntryKind.EDIT, EntryKind.REPLY, EntryKind.NOTE]
"""What changes of a ticket's state say is not searched."""

_fts = table("search_index", column("rowid"), column("words"))
_gin = table("search_index", column("ticket_id"), column("words"))


def found_by(dialect: str, query: Query) -> tuple[ColumnElement[int], ColumnElement[bool]]:
    """The column of tickets' numbers in the index, by which it is ordered, and the condition on the index."""
    if dialect == "postgresql":
        return _gin.c.ticket_id, _gin.c.words.op("@@")(cast(literal(_tsquery(query)), TSQUERY))
    match: ColumnElement[bool] = text("search_index MATCH :asked").bindparams(asked=_fts5(query))  # type: ignore[assignment]  # it stands where a condition does
    return _fts.c.rowid, match


async def due(tx: AsyncConnection, *, limit: int) -> list[tuple[int, int]]:
    """What is to be indexed, the latest changes first: the row's number and the ticket's."""
    newest = select(search_due.c.id, search_due.c.ticket_id).order_by(search_due.c.id.desc()).limit(limit)
    return [(row.id, row.ticket_id) for row in await tx.execute(newest)]


async def texts_of(tx: AsyncConnection, ticket_ids: Collection[int]) -> dict[int, list[str]]:
    """What each ticket is found by: its title, then names, texts and files' names, the latest first."""
    titles = await tx.execute(select(tickets.c.id, tickets.c.title).where(tickets.c.id.in_(ticket_ids)))
    texts = {row.id: [row.title] for row in titles}
    said = select(entries.c.ticket_id, entries.c.author_name, entries.c.text).where(
        entries.c.ticket_id.in_(ticket_ids), entries.c.kind.in_(SAID)
    )
    for row in await tx.execute(said.order_by(entries.c.id.desc())):
        texts[row.ticket_id] += [row.author_name, row.text]
    named = select(entries.c.ticket_id, files.c.name).join(files, files.c.entry_id == entries.c.id)
    named = named.where(entries.c.ticket_id.in_(ticket_ids), files.c.name.is_not(None))
    for ticket_id, name in await tx.execute(named):
        texts[ticket_id].append(name)
    return texts


async def store(tx: AsyncConnection, words: Mapping[int, Sequence[str]]) -> None:
    """Each ticket's words, in the place of those before."""
    if not words:
        return
    if tx.dialect.name == "postgresql":
        await _store_gin(tx, words)
        return
    await tx.execute(delete(_fts).where(_fts.c.rowid.in_(list(words))))
    rows = [{"number": number, "words": " ".join(found)} for number, found in words.items()]
    await tx.execute(text("INSERT INTO search_index (rowid, words) VALUES (:number, :words)"), rows)


async def settle(tx: AsyncConnection, row_ids: Collection[int]) -> None:
    await tx.execute(delete(search_due).where(search_due.c.id.in_(row_ids)))


async def _store_gin(tx: AsyncConnection, words: Mapping[int, Sequence[str]]) -> None:
    vector: Any = func.array_to_tsvector(bindparam("found", type_=ARRAY(Text)))
    new = upsert.insert(tx, _gin).values(ticket_id=bindparam("number"), words=vector)  # type: ignore[arg-type]  # no Table: it is in no metadata
    new = new.on_conflict_do_update(index_elements=[_gin.c.ticket_id], set_={"words": new.excluded.words})
    # In order, so that two who store the same tickets never wait for each other.
    await tx.execute(new, [{"number": number, "found": list(words[number])} for number in sorted(words)])


def _fts5(query: Query) -> str:
    wanted = [_quoted(word, '"') for word in query.words]
    return " AND ".join([*wanted, *([_quoted(query.begins, '"') + " *"] if query.begins else [])])


def _tsquery(query: Query) -> str:
    wanted = [_quoted(word, "'") for word in query.words]
    return " & ".join([*wanted, *([_quoted(query.begins, "'") + ":*"] if query.begins else [])])


def _quoted(word: str, mark: str) -> str:
    """A word holds letters and digits only; should a rule of the words change, it still ends where it ends."""
    return mark + word.replace("\\", "").replace(mark, mark * 2) + mark
