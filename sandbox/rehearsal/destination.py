"""Where the report goes: a file of its own, in place of nothing but an earlier report, and only once it is whole."""

import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bot.errors import ChatferryError

BESIDE = ("", "-wal", "-shm", "-journal")
"""What SQLite keeps beside a database is the database, too."""
BEGINS = b'<!doctype html>\n<html lang="'
REPORTS = frozenset({".html", ".htm"})


class ReportNotWritten(ChatferryError):
    """The report's file cannot be written, or is none to be written over."""


@contextmanager
def destination(report: Path, kept: Iterable[Path]) -> Iterator[Callable[[str], None]]:
    """What writes the report, called at the end; what was there stays until then. Raises ReportNotWritten.

    ``kept``: files and folders that are not to be touched.
    """
    if refused := refusal(report, kept):
        raise ReportNotWritten(f"{report} {refused}; name another file for the report")
    # A link stays one, and leads to the report.
    place = Path(os.path.realpath(report))
    unfinished = place.with_name(f".{place.name}.{secrets.token_hex(4)}")

    def write(text: str) -> None:
        with _told(report):
            unfinished.write_text(text, encoding="utf-8")
            unfinished.replace(place)

    with _told(report):
        unfinished.open("x").close()
    try:
        yield write
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)


def refusal(report: Path, kept: Iterable[Path]) -> str | None:
    """Why no report may go there; None when one may."""
    for one in kept:
        if any(_same(report, Path(f"{one}{end}")) for end in BESIDE):
            return "holds the configuration or data of the program"
        if Path(os.path.realpath(one)) in Path(os.path.realpath(report)).parents:
            return "lies in the folder for attachments"
    if report.is_dir():
        return "is a folder"
    if os.path.lexists(os.path.realpath(report)) and not _is_report(report):
        return "is there already, and is no report"
    return None


def _same(one: Path, other: Path) -> bool:
    """By whatever name: a link of either kind, or other letters where the disk knows no difference."""
    with suppress(OSError):
        if one.samefile(other):
            return True
    return os.path.realpath(one) == os.path.realpath(other)


def _is_report(path: Path) -> bool:
    if not path.is_file():
        return False
    if Path(os.path.realpath(path)).suffix.lower() in REPORTS:
        return True
    try:
        with path.open("rb") as file:
            return file.read(len(BEGINS)) == BEGINS
    except OSError:
        return False


@contextmanager
def _told(report: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        said = f"{report} cannot be written ({error.strerror}); name a file in a folder that is there"
        raise ReportNotWritten(said) from None
