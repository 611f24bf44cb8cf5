"""Files of a ticket, for who may see it: to be saved under their own names, pictures also small in the page."""

import logging
import re
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Path
from fastapi.responses import FileResponse

from bot.files import PDF, UNTOLD, File, Kept
from bot.storage import files
from desk.failures import Route
from desk.forms import Number
from desk.pages import TURNS
from desk.parts import DeskParts, Parts
from desk.visitors import SignedIn, ticket_of

LONGEST_NAME = 150
ENDINGS = {"image/png": ".png", "image/jpeg": ".jpg", "image/gif": ".gif", "image/webp": ".webp", PDF: ".pdf"}
HEADERS = {
    # Opened by itself, a file runs nothing and loads nothing.
    "Content-Security-Policy": "sandbox; default-src 'none'",
    # Behind its number it never changes; after an hour a revoked link shows nothing of it any more.
    "Cache-Control": "private, max-age=3600",
}

# Separators of paths, control characters, and what some systems do not take in a name.
_UNFIT = re.compile(r'[\x00-\x1f\x7f-\x9f/\\:*?"<>|\u2028\u2029]+')

log = logging.getLogger(__name__)
router = APIRouter(route_class=Route)

Id = Annotated[Number, Path()]


@router.get("/t/{secret}/files/{file_id}")
async def download(secret: str, file_id: Id, parts: Parts) -> FileResponse:
    return await _saved(parts, await _of_link(parts, secret, file_id))


@router.get("/t/{secret}/files/{file_id}/preview")
async def preview(secret: str, file_id: Id, parts: Parts) -> FileResponse:
    return await _shown(parts, await _of_link(parts, secret, file_id))


@router.get("/staff/t/{ticket_id}/files/{file_id}")
async def download_for_staff(ticket_id: Id, file_id: Id, colleague: SignedIn, parts: Parts) -> FileResponse:
    return await _saved(parts, await _of_ticket(parts, ticket_id, file_id))


@router.get("/staff/t/{ticket_id}/files/{file_id}/preview")
async def preview_for_staff(ticket_id: Id, file_id: Id, colleague: SignedIn, parts: Parts) -> FileResponse:
    return await _shown(parts, await _of_ticket(parts, ticket_id, file_id))


def saved_name(file: File) -> str:
    """As the sender called it, without what could mislead a person or a system; never empty."""
    media_type = (file.kept.media_type if file.kept else None) or UNTOLD
    name = TURNS.sub("", file.name or "")
    name = " ".join(_UNFIT.sub("_", name).split()).strip(". ")
    if not name:
        number = file.kept.id if file.kept else 0
        return f"{file.kind}-{number}{ENDINGS.get(media_type, '')}"
    stem, dot, ending = name.rpartition(".")
    if len(name) <= LONGEST_NAME:
        return name
    return stem[: LONGEST_NAME - 20] + dot + ending[-19:] if dot else name[:LONGEST_NAME]


def disposition(name: str) -> str:
    """RFC 6266: the name in ASCII for old clients, and as it is in UTF-8."""
    plain = re.sub(r"[^\x20-\x7e]|[%;,]", "_", name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


async def _of_link(parts: DeskParts, secret: str, file_id: int) -> File:
    """Never one of an internal note."""
    async with parts.database.reading() as tx:
        ticket = await ticket_of(tx, parts.links, secret)
        return _found(await files.of_ticket(tx, ticket.id, file_id, notes=False))


async def _of_ticket(parts: DeskParts, ticket_id: int, file_id: int) -> File:
    async with parts.database.reading() as tx:
        return _found(await files.of_ticket(tx, ticket_id, file_id, notes=True))


def _found(file: File | None) -> File:
    if file is None:
        raise HTTPException(404)
    return file


async def _saved(parts: DeskParts, file: File) -> FileResponse:
    kept = file.kept if file.kept and file.kept.is_stored else None
    return await _response(parts, kept, {"Content-Disposition": disposition(saved_name(file))})


async def _shown(parts: DeskParts, file: File) -> FileResponse:
    return await _response(parts, file.kept.picture if file.kept else None, {"Content-Disposition": "inline"})


async def _response(parts: DeskParts, kept: Kept | None, headers: dict[str, str]) -> FileResponse:
    if kept is None:
        raise HTTPException(404)
    if await parts.shelf.whole_size(kept.stored_as) is None:
        log.error("file %d is not in the folder for attachments", kept.id)
        raise HTTPException(404)
    path = parts.shelf.path(kept.stored_as)
    return FileResponse(path, media_type=kept.media_type or UNTOLD, headers=HEADERS | headers)
