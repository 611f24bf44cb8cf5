"""Where an export lies: a folder or a zip file, written under another name until it is whole."""

import os
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import IO, Protocol

from bot.errors import ChatferryError

ZIP = ".zip"
UNFINISHED = ".unfinished"
DAMAGES = (zipfile.BadZipFile, zlib.error, EOFError)
"""What reading a damaged zip file raises."""


class ExportTrouble(ChatferryError):
    """An export that cannot be written or read; the text names the place, and the mend."""


class Target(Protocol):
    """Takes one file after the other; `close` gives the whole its name."""

    def file(self, name: str) -> AbstractContextManager[IO[bytes]]: ...

    def close(self) -> None: ...

    def discard(self) -> None: ...


class Source(Protocol):
    def open(self, name: str) -> IO[bytes]:
        """Raises FileNotFoundError."""

    def close(self) -> None: ...


def target(path: Path) -> Target:
    """Raises ExportTrouble where something is already, and OSError."""
    if path.exists() and not (path.is_dir() and path.suffix != ZIP and not any(path.iterdir())):
        raise ExportTrouble(f"{path} is there already; name a place where nothing is")
    if not path.absolute().parent.is_dir():
        raise ExportTrouble(f"{path.absolute().parent} is no folder; make it first")
    return _Archive(path) if path.suffix.lower() == ZIP else _Folder(path)


def source(path: Path) -> Source:
    """Raises ExportTrouble for what is neither a folder nor a zip file."""
    if path.is_dir():
        return _FolderSource(path)
    try:
        return _ArchiveSource(path)
    except (OSError, zipfile.BadZipFile):
        raise ExportTrouble(f"{path} is neither a folder nor a zip file that can be read; name an export") from None


class _Folder:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._unfinished = path.with_name(path.name + UNFINISHED)
        _remove(self._unfinished)
        self._unfinished.mkdir(mode=0o700)

    @contextmanager
    def file(self, name: str) -> Iterator[IO[bytes]]:
        path = self._unfinished / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())

    def close(self) -> None:
        self._unfinished.replace(self._path)

    def discard(self) -> None:
        _remove(self._unfinished)


class _Archive:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._unfinished = path.with_name(path.name + UNFINISHED)
        _remove(self._unfinished)
        self._file = open(os.open(self._unfinished, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b")  # noqa: SIM115
        self._zip = zipfile.ZipFile(self._file, "w", zipfile.ZIP_DEFLATED)

    def file(self, name: str) -> AbstractContextManager[IO[bytes]]:
        return self._zip.open(name, "w", force_zip64=True)

    def close(self) -> None:
        self._zip.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._unfinished.replace(self._path)

    def discard(self) -> None:
        # Left open, it would complain when it is collected.
        with suppress(OSError, ValueError):
            self._zip.close()
        self._file.close()
        _remove(self._unfinished)


class _FolderSource:
    def __init__(self, path: Path) -> None:
        self._path = path

    def open(self, name: str) -> IO[bytes]:
        return (self._path / name).open("rb")

    def close(self) -> None:
        """Nothing is left open."""


class _ArchiveSource:
    def __init__(self, path: Path) -> None:
        self._zip = zipfile.ZipFile(path)

    def open(self, name: str) -> IO[bytes]:
        try:
            return self._zip.open(name)
        except KeyError:
            raise FileNotFoundError(name) from None

    def close(self) -> None:
        self._zip.close()


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
