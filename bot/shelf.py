"""The folder for attachments: files under generated names, in pieces until they are whole."""

import asyncio
import os
import re
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import ParamSpec, TypeVar

from bot.errors import StorageUnavailable
from bot.files import FIRST_BYTES, media_type_of

PART = ".part"
PROBE_BYTES = 64 * 1024
_NAME = re.compile(r"[0-9a-f]{2}/[0-9a-f]{32}")

P = ParamSpec("P")
T = TypeVar("T")


class ShelfTrouble(StorageUnavailable):
    """The folder for attachments cannot be used: the disk is full, the folder missing or not ours."""

    def __init__(self, error: OSError) -> None:
        said = error.strerror or type(error).__name__
        super().__init__(f"storage.files: the folder for attachments cannot be used ({said}); {_mend(said)}")


class Shelf:
    """Every method but `path` works in a thread and raises ShelfTrouble.

    ``error``: what kept something from being written; None since the last time that something could be.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.error: str | None = None

    def path(self, name: str) -> Path:
        """Of the whole file. ``name``: made by `new_name`; ValueError for any other."""
        if not _NAME.fullmatch(name):
            raise ValueError("no name of a file of ours")
        return self._folder / name

    async def whole_size(self, name: str) -> int | None:
        """None when it is not there, or not whole."""
        return await self._do(_size, self.path(name))

    async def part_size(self, name: str) -> int:
        return await self._do(_size, _part(self.path(name))) or 0

    async def write(self, name: str, at: int, data: bytes) -> None:
        """Puts ``data`` at that place of the part, which ends behind it."""
        await self._do(_write, _part(self.path(name)), at, data)
        self.error = None

    async def save(self, name: str) -> None:
        """What was written of the part outlives a loss of power."""
        await self._do(_save, _part(self.path(name)))

    async def finish(self, name: str) -> None:
        """The part, saved, becomes the whole file."""
        await self._do(_finish, self.path(name))

    async def media_type(self, name: str) -> str:
        """Of the part or the whole, by its first bytes."""
        return media_type_of(await self._do(_start, self.path(name)))

    async def remove(self, name: str) -> None:
        """Whole or in part; one that is not there is no trouble."""
        await self._do(_remove, self.path(name))

    async def try_out(self) -> None:
        """Where something could not be written: whether it can be now."""
        if self.error is not None:
            name = new_name()
            await self.write(name, 0, bytes(PROBE_BYTES))
            await self.remove(name)

    async def parts(self) -> list[str]:
        """The names of all files that are there in part."""
        return await self._do(lambda: list(_parts(self._folder)))

    async def _do(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            done = await asyncio.to_thread(work, *args, **kwargs)
        except OSError as error:
            trouble = ShelfTrouble(error)
        else:
            return done
        self.error = str(trouble)
        raise trouble


def new_name() -> str:
    """Nothing of it comes from the sender."""
    name = secrets.token_hex(16)
    return f"{name[:2]}/{name}"


def _part(path: Path) -> Path:
    return path.with_name(path.name + PART)


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return None


def _write(part: Path, at: int, data: bytes) -> None:
    part.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT, 0o600)
    with open(descriptor, "wb") as file:
        if os.fstat(descriptor).st_size > at:
            file.truncate(at)
        file.seek(at)
        file.write(data)


def _save(part: Path) -> None:
    with part.open("rb") as file:
        os.fsync(file.fileno())


def _finish(path: Path) -> None:
    part = _part(path)
    _save(part)
    part.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _start(path: Path) -> bytes:
    with (path if path.exists() else _part(path)).open("rb") as file:
        return file.read(FIRST_BYTES)


def _remove(path: Path) -> None:
    for one in (path, _part(path)):
        one.unlink(missing_ok=True)


def _parts(folder: Path) -> Iterator[str]:
    for path in folder.glob(f"??/*{PART}"):
        name = f"{path.parent.name}/{path.name.removesuffix(PART)}"
        if _NAME.fullmatch(name):
            yield name


def _mend(said: str) -> str:
    if "space" in said.lower() or "quota" in said.lower():
        return "free space on its disk"
    return "let this user create and write it"
