"""Where an export lies: a folder or a zip file, written under another name until it is whole."""

import lzma
import os
import shutil
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import IO, Protocol

from bot.errors import ChatferryError
from bot.exports.manifest import NotAnExport, Reading

ZIP = ".zip"
UNFINISHED = ".unfinished"
MARKER = ".chatferry-export"
"""In what is not finished: it is ours to take away."""
_DAMAGES = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, RuntimeError, ValueError)
"""What reading raises: of damaged zip files, encrypted ones, unknown methods, and of what is no file."""


class ExportTrouble(ChatferryError):
    """An export that cannot be written or read; the text names the place, and the mend."""


class Unreadable(NotAnExport):
    """A file of it that is there and cannot be read."""

    def __init__(self, name: str, error: BaseException) -> None:
        said = getattr(error, "strerror", None) or str(error) or type(error).__name__
        super().__init__(f"cannot be read: {name} ({said.splitlines()[0]}); take another copy of the export")


class Target(Protocol):
    """Takes one file after the other; `close` gives the whole its name."""

    def file(self, name: str) -> AbstractContextManager[IO[bytes]]: ...

    def close(self) -> None: ...

    def discard(self) -> None: ...


class Source(Protocol):
    def open(self, name: str) -> AbstractContextManager[Reading]:
        """Raises FileNotFoundError and Unreadable."""

    def close(self) -> None: ...


def target(path: Path) -> Target:
    """Raises ExportTrouble where something is already, and OSError."""
    if os.path.lexists(path) and not (path.is_dir() and path.suffix.lower() != ZIP and not any(path.iterdir())):
        raise ExportTrouble(f"{path} is there already; name a place where nothing is")
    if not path.absolute().parent.is_dir():
        raise ExportTrouble(f"{path.absolute().parent} is no folder; make it first")
    return _Archive(path) if path.suffix.lower() == ZIP else _Folder(path)


def source(path: Path) -> Source:
    """Raises ExportTrouble for what is neither a folder nor a zip file."""
    if path.is_dir():
        return _FolderSource(path)
    try:
        if path.is_file():
            return _ArchiveSource(path)
    except _DAMAGES:
        pass
    raise ExportTrouble(f"{path} is neither a folder nor a zip file that can be read; name an export")


class _Unfinished:
    """A folder beside the place, which holds what is to come there."""

    def __init__(self, path: Path) -> None:
        self._folder = path.with_name(path.name + UNFINISHED)
        self._path = path
        self.within = self._folder / "export"
        self._make_room()
        self._folder.mkdir(mode=0o700)
        (self._folder / MARKER).touch()

    def _make_room(self) -> None:
        """Takes away what an export that was broken off has left."""
        if not os.path.lexists(self._folder):
            return
        if self._folder.is_symlink() or not self._folder.is_dir():
            raise self._foreign()
        if not (self._folder / MARKER).is_file() and any(self._folder.iterdir()):
            raise self._foreign()
        shutil.rmtree(self._folder)

    def _foreign(self) -> ExportTrouble:
        return ExportTrouble(f"{self._folder} is in the way, and no export has left it; move it, or name another place")

    def finish(self) -> None:
        self.within.replace(self._path)
        self.discard()

    def discard(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)


class _Folder:
    def __init__(self, path: Path) -> None:
        self._unfinished = _Unfinished(path)
        self._unfinished.within.mkdir(mode=0o700)

    @contextmanager
    def file(self, name: str) -> Iterator[IO[bytes]]:
        path = self._unfinished.within / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())

    def close(self) -> None:
        self._unfinished.finish()

    def discard(self) -> None:
        self._unfinished.discard()


class _Archive:
    def __init__(self, path: Path) -> None:
        self._unfinished = _Unfinished(path)
        within = self._unfinished.within
        self._file = open(os.open(within, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b")  # noqa: SIM115
        self._zip = zipfile.ZipFile(self._file, "w", zipfile.ZIP_DEFLATED)

    def file(self, name: str) -> AbstractContextManager[IO[bytes]]:
        return self._zip.open(name, "w", force_zip64=True)

    def close(self) -> None:
        self._zip.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._unfinished.finish()

    def discard(self) -> None:
        # Left open, it would complain when it is collected.
        with suppress(OSError, ValueError):
            self._zip.close()
        self._file.close()
        self._unfinished.discard()


class _Reading:
    def __init__(self, name: str, file: IO[bytes]) -> None:
        self._name = name
        self._file = file

    def read(self, most: int, /) -> bytes:
        with _told(self._name):
            return self._file.read(most)

    def readline(self, most: int, /) -> bytes:
        with _told(self._name):
            return self._file.readline(most)


@contextmanager
def _told(name: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise
    except _DAMAGES as error:
        raise Unreadable(name, error) from None


class _FolderSource:
    def __init__(self, path: Path) -> None:
        self._path = path

    @contextmanager
    def open(self, name: str) -> Iterator[Reading]:
        with _told(name):
            path = self._path / name
            # Of a pipe or a device the reading may never end.
            if path.exists() and not path.is_file():
                raise OSError("no file")
            file = path.open("rb")
        with file:
            yield _Reading(name, file)

    def close(self) -> None:
        """Nothing is left open."""


class _ArchiveSource:
    def __init__(self, path: Path) -> None:
        self._zip = zipfile.ZipFile(path)

    @contextmanager
    def open(self, name: str) -> Iterator[Reading]:
        try:
            with _told(name):
                file = self._zip.open(name)
        except KeyError:
            raise FileNotFoundError(name) from None
        with file:
            yield _Reading(name, file)

    def close(self) -> None:
        self._zip.close()
