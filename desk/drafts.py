"""/staff/broadcasts/new and .../edit: staff compose a message to many, and have it shown to them in Telegram."""

import hashlib
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request, Response

from bot.broadcast import Act
from bot.content import Attachment, Content
from bot.formkey import new_key
from bot.preview import PreviewFailed, PreviewRefused
from bot.storage import accounts, audiences, broadcasts, duplicates
from bot.storage.audiences import Audience, Kind, UnknownAudience
from bot.storage.broadcasts import Broadcast
from desk import compose
from desk.complaints import Complaint
from desk.compose import Chosen, Typed
from desk.failures import Route
from desk.forms import Number
from desk.pages import Pages, Shown
from desk.parts import DeskParts, Parts
from desk.uploads import sent_form
from desk.visitors import Broadcaster, Colleague, FromOurPage

OFFERED = ("everyone", "private", "groups", "staying", "migrated", "holdouts", "language:zh", "language:en")
"""Audiences that are there without anybody naming them first."""

router = APIRouter(prefix="/staff/broadcasts", route_class=Route)


@router.get("/count")
async def count(
    request: Request,
    colleague: Broadcaster,
    parts: Parts,
    pages: Shown,
    audience: Annotated[str, Query()] = "",
    broadcast: Annotated[Number | None, Query()] = None,
) -> Response:
    """A part of a page: how many chats that is at this moment."""
    try:
        chosen = Audience.read(audience)
    except UnknownAudience:
        raise HTTPException(404) from None
    async with parts.database.reading() as tx:
        reached = await audiences.count(tx, chosen, parts.people.everyone, broadcast)
    return pages.page(request, "count.html", count=reached)


@router.get("/new")
async def begin(request: Request, colleague: Broadcaster, parts: Parts, pages: Shown) -> Response:
    return await _page(request, colleague, parts, pages, None, Typed())


@router.post("/new", dependencies=[FromOurPage])
async def create(request: Request, colleague: Broadcaster, parts: Parts, pages: Shown) -> Response:
    return await _save(request, colleague, parts, pages, None)


@router.get("/{broadcast_id}/edit")
async def edit(
    request: Request,
    broadcast_id: Number,
    colleague: Broadcaster,
    parts: Parts,
    pages: Shown,
    done: Annotated[str, Query()] = "",
) -> Response:
    async with parts.database.reading() as tx:
        draft = await broadcasts.require(tx, broadcast_id, Act.EDIT)
    return await _page(request, colleague, parts, pages, draft, _typed_before(draft), done=done)


@router.post("/{broadcast_id}/edit", dependencies=[FromOurPage])
async def save(request: Request, broadcast_id: Number, colleague: Broadcaster, parts: Parts, pages: Shown) -> Response:
    async with parts.database.reading() as tx:
        draft = await broadcasts.require(tx, broadcast_id, Act.EDIT)
    return await _save(request, colleague, parts, pages, draft)


async def _save(
    request: Request, colleague: Colleague, parts: DeskParts, pages: Pages, draft: Broadcast | None
) -> Response:
    async with sent_form(request) as form:
        typed = await compose.read(form, Typed() if draft is None else _typed_before(draft))
        uploaded: tuple[Attachment, ...] = ()
        if not typed.complaints:
            uploaded, complaints = await _upload(parts, colleague, typed.new)
            typed = replace(typed, complaints=complaints)
        if typed.complaints:
            had_files = bool(form.uploads)
            return await _page(request, colleague, parts, pages, draft, typed, status=422, had_files=had_files)
        key, then = form.text("key"), form.text("then")
    content = typed.content(uploaded)
    language = pages.language(request).code
    draft = await _store(parts, colleague, draft, content, typed, key, language)
    if then == "preview":
        if complaint := await _show(parts, colleague, content, language):
            kept = replace(_typed_before(draft), complaints=(complaint,))
            return await _page(request, colleague, parts, pages, draft, kept, status=422)
        return pages.see(f"/staff/broadcasts/{draft.id}/edit?done=shown#preview")
    if then == "send":
        return pages.see(f"/staff/broadcasts/{draft.id}/send")
    return pages.see(f"/staff/broadcasts/{draft.id}/edit?done=saved")


async def _upload(
    parts: DeskParts, colleague: Colleague, chosen: tuple[Chosen, ...]
) -> tuple[tuple[Attachment, ...], tuple[Complaint, ...]]:
    """Before anything is committed: nothing goes over the network in a transaction."""
    done: list[Attachment] = []
    for one in chosen:
        name = one.upload.filename or one.kind.value
        try:
            done.append(await parts.uploading.upload(colleague.id, one.kind, name, one.upload.file))
        except PreviewRefused as error:
            return (), (Complaint("files", "refused-file", about=f"{name}: {error.reason}"),)
        except PreviewFailed:
            return (), (Complaint("files", "not-through"),)
    return tuple(done), ()


async def _store(
    parts: DeskParts,
    colleague: Colleague,
    draft: Broadcast | None,
    content: Content,
    typed: Typed,
    key: str,
    language: str,
) -> Broadcast:
    """The same form sent again finds the draft that it made. Raises NotInThisState."""
    async with parts.database.transaction() as tx:
        if draft is None:
            draft_id = await duplicates.begin_draft(
                tx,
                content,
                created_by=colleague.id,
                language=language,
                origin=origin(colleague, key),
                now=parts.clock.now(),
            )
        else:
            draft_id = draft.id
        saved = await broadcasts.edit(tx, draft_id, content=content, audience=typed.to)
        if typed.listed is not None:
            await broadcasts.set_recipients(tx, draft_id, typed.listed)
    return saved


async def _show(parts: DeskParts, colleague: Colleague, content: Content, language: str) -> Complaint | None:
    try:
        await parts.preview.show(colleague.id, content, language)
    except PreviewRefused as error:
        return Complaint("text", "refused", about=error.reason)
    except PreviewFailed:
        return Complaint("text", "not-through")
    return None


def origin(colleague: Colleague, key: str) -> str:
    """Of what a form makes: once, however often it is sent."""
    return f"desk/{colleague.id}/{hashlib.sha256((key or new_key()).encode()).hexdigest()[:32]}"


def _typed_before(draft: Broadcast) -> Typed:
    return compose.typed_before(draft.content, draft.audience)


async def _page(
    request: Request,
    colleague: Colleague,
    parts: DeskParts,
    pages: Pages,
    draft: Broadcast | None,
    typed: Typed,
    *,
    status: int = 200,
    done: str = "",
    had_files: bool = False,
) -> Response:
    chosen: Any = None
    async with parts.database.reading() as tx:
        companies = await accounts.with_chats(tx)
        if not any(complaint.field == "audience" for complaint in typed.complaints):
            chosen = await audiences.count(tx, typed.to, parts.people.everyone, draft.id if draft is not None else None)
    return pages.page(
        request,
        "compose.html",
        status=status,
        colleague=colleague,
        draft=draft,
        typed=typed,
        offered=[(written, Audience.read(written)) for written in (*OFFERED, Kind.LIST.value)],
        companies=companies,
        count=chosen,
        done=done,
        had_files=had_files,
        bot=parts.bot_username(),
    )
