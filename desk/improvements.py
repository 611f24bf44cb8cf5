"""/staff/causes/improvements: what is changed because of weak spots is added, edited, done."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Path, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import improvements, office
from bot.storage.database import Database
from bot.storage.improvements import Improvement, UnknownImprovement
from bot.texts.reports import cause_name
from bot.tickets import Cause
from desk.causes import owners_for, page_of_causes, period_asked, today_of
from desk.failures import Route
from desk.forms import Number
from desk.improving import Fault, Typed, day_of, fault_of, issues_of, typed
from desk.pages import Pages, Shown
from desk.parts import DeskParts, Parts
from desk.visitors import Colleague, FromOurPage, Reporter

router = APIRouter(prefix="/staff/causes/improvements", route_class=Route)

Filled = Annotated[Typed, Depends(typed)]
Which = Annotated[Number, Path()]


@router.post("", dependencies=[FromOurPage])
async def add(request: Request, colleague: Reporter, parts: Parts, pages: Shown, form: Filled) -> Response:
    owners, now = await owners_for(parts), parts.clock.now()
    fault = await _fault(parts, form, owners)
    if fault is not None:
        return await page_of_causes(request, colleague, parts, pages, period_asked(parts, "", ""), form, fault)
    new = _filled(Improvement("", "", None, None, "", None, now, colleague.name), form, owners)
    async with parts.database.transaction() as tx:
        added = await improvements.add(tx, new)
        if added is not None:
            await office.record(tx, _change(colleague, parts, None, added))
    return pages.see("/staff/causes#improvements")


@router.get("/{improvement_id}")
async def edit(request: Request, improvement_id: Which, colleague: Reporter, parts: Parts, pages: Shown) -> Response:
    return await _edit(request, colleague, parts, pages, await _get(parts.database, improvement_id))


@router.post("/{improvement_id}", dependencies=[FromOurPage])
async def change(
    request: Request, improvement_id: Which, colleague: Reporter, parts: Parts, pages: Shown, form: Filled
) -> Response:
    before = await _get(parts.database, improvement_id)
    owners = await owners_for(parts, before)
    fault = await _fault(parts, form, owners, before)
    if fault is not None:
        return await _edit(request, colleague, parts, pages, before, form, fault)
    async with parts.database.transaction() as tx:
        before = await improvements.get(tx, improvement_id, hold=True)
        await _save(tx, parts, colleague, before, _filled(before, form, owners))
    return pages.see("/staff/causes#improvements")


@router.post("/{improvement_id}/close", dependencies=[FromOurPage])
async def close(improvement_id: Which, colleague: Reporter, parts: Parts, pages: Shown) -> Response:
    return await _close(parts, pages, colleague, improvement_id, done=True)


@router.post("/{improvement_id}/reopen", dependencies=[FromOurPage])
async def reopen(improvement_id: Which, colleague: Reporter, parts: Parts, pages: Shown) -> Response:
    return await _close(parts, pages, colleague, improvement_id, done=False)


async def _close(parts: DeskParts, pages: Pages, colleague: Colleague, improvement_id: int, *, done: bool) -> Response:
    try:
        async with parts.database.transaction() as tx:
            before = await improvements.get(tx, improvement_id, hold=True)
            if (before.done_at is not None) != done:
                await _save(tx, parts, colleague, before, replace(before, done_at=parts.clock.now() if done else None))
    except UnknownImprovement:
        raise HTTPException(404) from None
    return pages.see("/staff/causes#improvements")


async def _save(
    tx: AsyncConnection, parts: DeskParts, colleague: Colleague, before: Improvement, after: Improvement
) -> None:
    if after != before:
        await improvements.change(tx, after)
        await office.record(tx, _change(colleague, parts, before, after))


def _change(colleague: Colleague, parts: DeskParts, before: Improvement | None, after: Improvement) -> office.Change:
    return office.Change(
        at=parts.clock.now(),
        person_id=colleague.id,
        person_name=colleague.name,
        subject="improvement",
        item=str(after.id),
        before=before.record if before else None,
        after=after.record,
    )


def _filled(base: Improvement, form: Typed, owners: dict[int, str]) -> Improvement:
    owner = int(form.owner)
    return replace(
        base,
        title=form.title,
        cause=form.cause,
        category=form.category or None,
        owner_id=owner,
        owner_name=owners[owner],
        due_on=day_of(form.due),
        result=form.result,
        tickets=issues_of(form.issues),
    )


async def _fault(
    parts: DeskParts, form: Typed, owners: dict[int, str], before: Improvement | None = None
) -> Fault | None:
    categories = {category.key for category in parts.categories} | {before.category if before else None}
    fault = fault_of(form, {key for key in categories if key}, owners)
    if fault is not None:
        return fault
    numbers = issues_of(form.issues)
    async with parts.database.reading() as tx:
        return None if await improvements.known_issues(tx, numbers) == set(numbers) else Fault.NO_ISSUES


async def _get(database: Database, improvement_id: int) -> Improvement:
    try:
        async with database.reading() as tx:
            return await improvements.get(tx, improvement_id)
    except UnknownImprovement:
        raise HTTPException(404) from None


async def _edit(
    request: Request,
    colleague: Colleague,
    parts: DeskParts,
    pages: Pages,
    improvement: Improvement,
    form: Typed | None = None,
    fault: Fault | None = None,
) -> Response:
    language = pages.language(request)
    written = Typed(
        improvement.title,
        improvement.cause,
        improvement.category or "",
        str(improvement.owner_id),
        str(improvement.due_on or ""),
        ", ".join(str(number) for number in improvement.tickets),
        improvement.result,
    )
    return pages.page(
        request,
        "improvement.html",
        status=422 if fault else 200,
        colleague=colleague,
        improvement=improvement,
        today=today_of(parts),
        causes={cause: cause_name(language, cause) for cause in Cause},
        owners=await owners_for(parts, improvement),
        kept=form or written,
        fault=fault,
    )
