"""Erases a customer at their wish: words and names go, rows and counts stay."""

import json
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, delete, func, insert, literal, not_, null, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.business import HELD
from bot.casework.statuses import Change, Status, status_of
from bot.deliveries import DeliveryState, Purpose
from bot.redaction import without_person
from bot.storage import business, cards, contacts, dialogs, files
from bot.storage.corrections import Correction
from bot.storage.drafts import DraftKind
from bot.storage.schema import chats, corrections, customers, deliveries, drafts, entries, tickets, updates
from bot.tickets import EntryKind, Via

ERASED = "🗑 erased · 已删除"
"""What stands in the place of every text, title and name; the same in every language."""
STATUS = "erased"
"""The status entry by which staff see in the thread that it happened."""
PAGE = 500


async def erase(
    tx: AsyncConnection, customer_id: int, now: datetime, *, asked_with: int | None = None
) -> list[Correction]:
    """All in the caller's transaction. ``asked_with``: the update by which it was asked for, still being handled.

    Updates that are still waiting are left: they are not handled yet. Files leave the disk after the commit
    (`files.to_remove`), and the corrections that are returned a running suggester has still to forget. Repeated, it
    erases what has come since.
    """
    # Whoever is just writing a ticket of this customer's is waited for.
    await tx.execute(select(customers.c.id).where(customers.c.id == customer_id).with_for_update())
    forgotten = await _forget_corrections(tx, customer_id)
    await files.erase_of_customer(tx, customer_id)
    await _erase_words(tx, customer_id)
    await _erase_deliveries(tx, customer_id, now)
    await _erase_tickets(tx, customer_id, now)
    await _erase_updates(tx, customer_id, asked_with)
    await dialogs.forget(tx, customer_id)
    await contacts.forget(tx, customer_id)
    await tx.execute(
        update(chats).where(_own_channel(chats.c.id, customer_id)).values(title=ERASED, tags=None, note=None)
    )
    await tx.execute(
        update(customers)
        .where(customers.c.id == customer_id)
        .values(
            name=ERASED,
            username=None,
            phone=None,
            contact_wish=None,
            tags=None,
            note=None,
            erased_at=now,
            link_generation=customers.c.link_generation + 1,
        )
    )
    return forgotten


def _own_channel(chat_id: ColumnElement[int], customer_id: int) -> ColumnElement[bool]:
    """Their private chat with the bot, and those with accounts of staff."""
    return or_(chat_id == customer_id, chat_id.in_(business.channels_of_peer(customer_id)))


async def _forget_corrections(tx: AsyncConnection, customer_id: int) -> list[Correction]:
    """What the suggestions learned from this customer's words. Goes before the words do: by them it is found."""
    words = select(entries.c.text).where(entries.c.author_id == customer_id)
    gone = delete(corrections).where(corrections.c.text.in_(words))
    rows = await tx.execute(gone.returning(corrections.c.text, corrections.c.category))
    return [(text, category) for text, category in rows]


async def _erase_words(tx: AsyncConnection, customer_id: int) -> None:
    said = entries.c.kind.in_([EntryKind.MESSAGE, EntryKind.EDIT])
    await tx.execute(
        update(entries)
        .where(entries.c.author_id == customer_id)
        .values(text=case((said, ERASED), else_=entries.c.text), author_name=ERASED)
    )
    # The word that came with a rating; the stars stay, as every count does.
    rated = select(entries.c.id, entries.c.text).where(
        entries.c.author_id == customer_id,
        entries.c.kind == EntryKind.STATUS,
        entries.c.text.startswith(f"{Change.RATED} {{", autoescape=True),
    )
    for entry_id, text in (await tx.execute(rated)).all():
        status = status_of(text)
        about = {} if status is None else dict(status.about) | {"words": ""}
        wordless = str(Status(Change.RATED, about=about))
        await tx.execute(update(entries).where(entries.c.id == entry_id).values(text=wordless))
    await tx.execute(
        update(drafts).where(drafts.c.customer_id == customer_id).values(text=ERASED, kind=DraftKind.ERASED)
    )


async def _erase_deliveries(tx: AsyncConnection, customer_id: int, now: datetime) -> None:
    """Staff's answers that are still to be sent, or held back, are sent; what only says where words went is not."""
    theirs = or_(
        _own_channel(deliveries.c.chat_id, customer_id),
        deliveries.c.ticket_id.in_(select(tickets.c.id).where(tickets.c.customer_id == customer_id)),
    )
    unsent = and_(deliveries.c.state == DeliveryState.PLANNED, deliveries.c.message_id.is_(None))
    worded = deliveries.c.text.is_not(None)
    held = and_(
        deliveries.c.state == DeliveryState.SKIPPED,
        deliveries.c.reason.startswith(HELD),
        deliveries.c.purpose == Purpose.STATUS,
    )
    await tx.execute(
        update(deliveries)
        .where(theirs, worded, unsent, deliveries.c.purpose == Purpose.ANSWER)
        .values(state=DeliveryState.SKIPPED, reason="erased at the customer's wish", settled_at=now)
    )
    await tx.execute(
        update(deliveries)
        .where(theirs, worded, deliveries.c.state != DeliveryState.PLANNED, not_(held))
        .values(text=ERASED, buttons=null())
    )


async def _erase_tickets(tx: AsyncConnection, customer_id: int, now: datetime) -> None:
    fresh = and_(tickets.c.customer_id == customer_id, tickets.c.erased_at.is_(None))
    erased_now = list((await tx.execute(select(tickets.c.id).where(fresh))).scalars())
    status = select(
        tickets.c.id,
        literal(EntryKind.STATUS.value),
        literal(Via.CHAT.value),
        literal(""),
        literal(STATUS),
        literal(now, entries.c.at.type),
    ).where(fresh)
    columns = ["ticket_id", "kind", "via", "author_name", "text", "at"]
    await tx.execute(insert(entries).from_select(columns, status))
    await tx.execute(
        update(tickets)
        .where(tickets.c.customer_id == customer_id)
        .values(
            title=ERASED,
            callback_wish=None,
            callback_wished_at=None,
            rating_text=None,
            link_generation=tickets.c.link_generation + 1,
            # Programs that ask for what has changed have words to forget, too.
            changed_at=now,
            erased_at=func.coalesce(tickets.c.erased_at, literal(now, tickets.c.erased_at.type)),
        )
    )
    await cards.refresh(tx, erased_now, now)


async def _erase_updates(tx: AsyncConnection, customer_id: int, asked_with: int | None) -> None:
    """Their private chat as a whole; in groups, them in whatever update they are."""
    settled = or_(updates.c.state != "waiting", updates.c.update_id == asked_with)
    theirs = or_(updates.c.lane == customer_id, updates.c.raw.contains(str(customer_id)))
    statement = select(updates.c.id, updates.c.update_id, updates.c.lane, updates.c.raw).where(settled, theirs)
    after = 0
    while True:
        page = (await tx.execute(statement.where(updates.c.id > after).order_by(updates.c.id).limit(PAGE))).all()
        if not page:
            return
        after = page[-1].id
        for row in page:
            alone = row.lane == customer_id
            rest = {"update_id": row.update_id} if alone else without_person(json.loads(row.raw), customer_id)
            if rest is None:
                continue
            # An error may quote what could not be read.
            error = case((updates.c.error.is_not(None), ERASED), else_=None)
            raw = json.dumps(rest, separators=(",", ":"))
            await tx.execute(update(updates).where(updates.c.id == row.id).values(raw=raw, error=error))
