"""A ticket is passed on to a department, or to another category."""

from typing import Any

from bot.casework.case import Case
from bot.casework.statuses import Change, Status
from bot.errors import NotPossible
from bot.storage import corrections
from bot.tickets import EntryKind


async def dispatch(case: Case, department: str, reason: str) -> None:
    """``department``: its key. The owner and the promise stay. Raises TicketResolved, NotPossible.

    ``reason``: for colleagues; the customer never reads it.
    """
    content = f"dispatch {department} {reason}"
    if await case.came_before(EntryKind.STATUS, content):
        return
    case.require_open()
    before = case.bureau.office.department_of(case.ticket)
    if department not in {one.key for one in case.bureau.office.departments}:
        raise NotPossible("no such department")
    if department == before:
        raise NotPossible("same department")
    about: dict[str, Any] = {"from": before, "to": department}
    if await case.note_change(Change.DISPATCHED, content=content, **about):
        if reason:
            await case.note_change(Change.REASON, reason=reason)
        await case.change(undo="dispatch", department=department)


async def sort(case: Case, category: str) -> str | None:
    """Into another category, of which the suggestions learn; returns the words to learn from, if any.

    Raises NotPossible.
    """
    if category not in {one.key for one in case.bureau.office.categories}:
        raise NotPossible("no such category")
    before = case.ticket.category
    status = str(Status(Change.CATEGORY, categories=(before, category)))
    if category == before or not await case.write(EntryKind.STATUS, status, content=f"category {category}"):
        return None
    learned = await corrections.correct(case.tx, case.ticket, category, case.now)
    await case.change(undo="category", category=category)
    return learned
