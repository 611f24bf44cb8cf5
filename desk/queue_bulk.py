"""/staff/bulk: one thing done to several tickets of the queue, and taken back as one."""

import re
from collections import Counter
from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Form, Response
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.casework import acceptance, dispatch, resolution
from bot.casework.case import Case, Doer
from bot.casework.promises import promised_at
from bot.casework.resolution import Solution
from bot.casework.undo import take_back, undoable
from bot.errors import NotPossible, TicketResolved, UnknownTicket
from bot.formkey import new_key
from bot.storage import undos
from bot.tickets import Cause, Way
from desk.colleagues import names_of
from desk.failures import Route
from desk.forms import MAX_TEXT, Number, tidy
from desk.queue_filters import Wanted
from desk.queue_page import AtQueue, AtTheQueue
from desk.visitors import FromOurPage

MOST = 100
_KEY = re.compile(r"[\w-]{1,32}", re.ASCII)

Do = Callable[[Case], Awaitable[object]]

router = APIRouter(prefix="/staff/bulk", route_class=Route)


class Deed(StrEnum):
    ACCEPT = "accept"
    DISPATCH = "dispatch"
    SORT = "sort"
    TRANSFER = "transfer"
    TAKE_OVER = "take-over"
    RESOLVE = "resolve"
    URGENT = "urgent"
    NOT_URGENT = "not-urgent"


class Refused(StrEnum):
    """Why nothing was done to any of them; the template has the words."""

    NOTHING_CHOSEN = "nothing-chosen"
    TOO_MANY = "too-many"
    NO_DEED = "no-deed"
    NO_PROMISE = "no-promise"
    NO_REASON = "no-reason"
    NO_DEPARTMENT = "no-department"
    NO_CATEGORY = "no-category"
    NO_PERSON = "no-person"
    NO_CAUSE = "no-cause"
    TOO_LONG = "too-long"


class Order(BaseModel):
    """The form as it was sent: the fields of every deed, of which one is meant."""

    ticket: list[Number] = []
    deed: str = ""
    promise: str = ""
    moment: str = ""
    department: str = ""
    dispatch_reason: str = ""
    category: str = ""
    to: str = ""
    transfer_reason: str = ""
    cause: str = ""
    way: str = ""
    solved: str = ""
    key: str = ""
    query: str = ""


@router.post("", dependencies=[FromOurPage])
async def do(at_queue: AtQueue, order: Annotated[Order, Form()]) -> Response:
    """Each ticket in a transaction of its own: what one refuses keeps no other from it."""
    wanted, chosen = Wanted.written(order.query), sorted(set(order.ticket))
    done = _too(chosen) or await _meant(at_queue, order)
    if isinstance(done, Refused):
        kept = order.model_dump(exclude={"query"})
        return await at_queue.page(wanted, status=422, problem=done, problem_at="bulk", **kept)
    batch = order.key if _KEY.fullmatch(order.key) else new_key()
    learned: list[str] = []
    outcomes: Counter[str] = Counter()
    for ticket_id in chosen:
        try:
            async with at_queue.parts.database.transaction() as tx:
                words = await done(await _case(tx, at_queue, ticket_id, batch))
            learned += [words] if isinstance(words, str) else []
            outcomes["done"] += 1
        except TicketResolved:
            outcomes["late"] += 1
        except (NotPossible, UnknownTicket):
            outcomes["kept"] += 1
    for words in learned:
        at_queue.parts.suggester.learn(words, order.category)
    at_queue.parts.outbox.ring()
    at_queue.parts.agenda.ring()
    return at_queue.pages.see(wanted.path(batch=batch, **outcomes))


@router.post("/undo", dependencies=[FromOurPage])
async def undo(at_queue: AtQueue, batch: Annotated[str, Form()] = "", query: Annotated[str, Form()] = "") -> Response:
    """What has changed since stays as it is, and is counted."""
    outcomes: Counter[str] = Counter(undone=0)
    async with at_queue.parts.database.reading() as tx:
        deeds = [one for one in await undos.of_batch(tx, tidy(batch)[:32]) if one.person_id == at_queue.colleague.id]
    for deed in deeds[:MOST]:
        try:
            async with at_queue.parts.database.transaction() as tx:
                case = await _case(tx, at_queue, deed.ticket_id, "")
                latest = await undoable(tx, case.ticket, case.doer.id, case.now)
                if latest is None or latest.id != deed.id:
                    raise NotPossible("changed since")
                await take_back(case)
            outcomes["undone"] += 1
        except NotPossible:
            outcomes["kept"] += 1
    at_queue.parts.outbox.ring()
    at_queue.parts.agenda.ring()
    return at_queue.pages.see(Wanted.written(query).path(**outcomes))


async def _case(tx: AsyncConnection, at_queue: AtTheQueue, ticket_id: int, batch: str) -> Case:
    doer = Doer(at_queue.colleague.id, at_queue.colleague.name)
    return await Case.open(tx, at_queue.parts.bureau, ticket_id, doer, at_queue.now, key=batch, batch=batch or None)


def _too(chosen: list[int]) -> Refused | None:
    if not chosen:
        return Refused.NOTHING_CHOSEN
    return Refused.TOO_MANY if len(chosen) > MOST else None


async def _meant(at_queue: AtTheQueue, order: Order) -> Do | Refused:
    try:
        deed = Deed(order.deed)
    except ValueError:
        return Refused.NO_DEED
    if max(len(order.dispatch_reason), len(order.transfer_reason), len(order.solved)) > MAX_TEXT:
        return Refused.TOO_LONG
    match deed:
        case Deed.ACCEPT:
            return _accepting(at_queue, order)
        case Deed.DISPATCH:
            return _dispatching(at_queue, order)
        case Deed.SORT:
            known = order.category in {one.key for one in at_queue.parts.categories}
            return (lambda case: dispatch.sort(case, order.category)) if known else Refused.NO_CATEGORY
        case Deed.TRANSFER | Deed.TAKE_OVER:
            return await _transferring(at_queue, order, at_queue.colleague.id if deed is Deed.TAKE_OVER else None)
        case Deed.RESOLVE:
            return _resolving(order)
        case Deed.URGENT | Deed.NOT_URGENT:
            return lambda case: acceptance.mark_urgent(case, deed is Deed.URGENT)


def _accepting(at_queue: AtTheQueue, order: Order) -> Do | Refused:
    office = at_queue.parts.office
    promised = promised_at(order.promise, order.moment, at_queue.now, office.calendar, office.zone)
    if promised is None:
        return Refused.NO_PROMISE
    asked = f"{order.promise} {order.moment}"
    # What a colleague has promised already is theirs.
    return lambda case: acceptance.accept(case, promised, asked=asked, first=True)


def _dispatching(at_queue: AtTheQueue, order: Order) -> Do | Refused:
    reason = tidy(order.dispatch_reason)
    if order.department not in {one.key for one in at_queue.parts.office.departments}:
        return Refused.NO_DEPARTMENT
    if not reason:
        return Refused.NO_REASON
    return lambda case: dispatch.dispatch(case, order.department, reason)


async def _transferring(at_queue: AtTheQueue, order: Order, taker: int | None) -> Do | Refused:
    reason = tidy(order.transfer_reason)
    async with at_queue.parts.database.reading() as tx:
        names = await names_of(tx, at_queue.parts.office)
    to_id = taker if taker is not None else next((one for one in names if str(one) == order.to), None)
    if to_id is None or to_id not in names:
        return Refused.NO_PERSON
    name = at_queue.colleague.name if taker is not None else names[to_id]
    return (lambda case: acceptance.transfer(case, to_id, name, reason)) if reason else Refused.NO_REASON


def _resolving(order: Order) -> Do | Refused:
    if order.cause not in set(Cause):
        return Refused.NO_CAUSE
    way = Way(order.way) if order.way in set(Way) else None
    solution = Solution(cause=Cause(order.cause), way=way, done=tidy(order.solved))
    return lambda case: resolution.resolve(case, solution)
