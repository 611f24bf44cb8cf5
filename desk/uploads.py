"""Forms with files: what was chosen in them is on the disk, saved, before anything of it is committed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from fastapi import HTTPException, Request
from starlette.datastructures import FormData, UploadFile
from starlette.requests import ClientDisconnect

from bot.files import File, FileState, Kept, is_image
from bot.shelf import Shelf, ShelfTrouble, new_name
from desk.forms import Problem, tidy
from desk.security import MAX_BODY

MAX_FILES = 10
_MOST_PARTS = 100
"""Of a form: files beyond MAX_FILES are counted up to here, so that they can be refused with a kind word."""
_PIECE = 1024 * 1024
_LONGEST_MIME = 100


@dataclass(frozen=True, slots=True)
class SentForm:
    data: FormData

    def text(self, name: str) -> str:
        value = self.data.get(name, "")
        return value if isinstance(value, str) else ""

    def number(self, name: str) -> int:
        """0 where there is none that a database takes."""
        value = self.text(name)
        return int(value) if value.isascii() and value.isdigit() and len(value) <= 18 else 0

    @property
    def uploads(self) -> list[UploadFile]:
        """Without the empty one that browsers send where nothing was chosen."""
        found = (value for _, value in self.data.multi_items() if isinstance(value, UploadFile))
        return [upload for upload in found if upload.filename]

    @property
    def problem(self) -> Problem | None:
        return Problem.TOO_MANY_FILES if len(self.uploads) > MAX_FILES else None


@asynccontextmanager
async def sent_form(request: Request) -> AsyncIterator[SentForm]:
    """Read it only for who may send one: its files go to a temporary folder."""
    try:
        data = await request.form(max_files=_MOST_PARTS, max_fields=_MOST_PARTS, max_part_size=MAX_BODY)
    except ClientDisconnect:
        # On the way, as phones do; nobody is there to be answered.
        raise HTTPException(400) from None
    try:
        yield SentForm(data)
    finally:
        await data.close()


class Shelved:
    """Files on their way to the shelf: in part there, until `keep`."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self.files: tuple[File, ...] = ()

    async def take(self, upload: UploadFile) -> None:
        """Raises ShelfTrouble."""
        name, size = new_name(), 0
        try:
            await self._shelf.write(name, 0, b"")
            while piece := await upload.read(_PIECE):
                await self._shelf.write(name, size, piece)
                size += len(piece)
            await self._shelf.save(name)
            media_type = await self._shelf.media_type(name)
        except ShelfTrouble:
            await self._shelf.remove(name)
            raise
        kind = "photo" if is_image(media_type) else "document"
        kept = Kept(0, FileState.STORED, name, media_type)
        mime = tidy(upload.content_type or "")[:_LONGEST_MIME] or None
        self.files += (File(kind, None, tidy(upload.filename or ""), mime, size, kept=kept),)

    async def keep(self) -> None:
        """They were committed. Should this fail, the next start does it."""
        for file in self.files:
            if file.kept is not None:
                await self._shelf.finish(file.kept.stored_as)

    async def drop(self) -> None:
        """They are not wanted."""
        for file in self.files:
            if file.kept is not None:
                await self._shelf.remove(file.kept.stored_as)


async def shelve(shelf: Shelf, form: SentForm) -> Shelved:
    """Raises ShelfTrouble, and leaves nothing behind then. What is neither kept nor dropped goes at the next start."""
    shelved = Shelved(shelf)
    try:
        for upload in form.uploads:
            await shelved.take(upload)
    except ShelfTrouble:
        await shelved.drop()
        raise
    return shelved
