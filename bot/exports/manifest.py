"""The manifest of an export: what made it, when, from what, and how much of what is in it."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.exports.contents import TABLES

NAME = "manifest.json"
CHECKSUMS = "SHA256SUMS"
"""As the program sha256sum writes and checks it."""
FORMAT = "chatferry-export"
VERSION = 1
TICKETS = "tickets.csv"
FILES = "files/"

MOST = 64 * 2**20
"""Bytes of a manifest: no more is read of one that somebody else made."""
MOST_OF_A_CHECKSUM = 1000

_LINE = re.compile(r"([0-9a-f]{64})  (\S+)\n")
_NAMES = re.compile(r"tables/[a-z_]+\.jsonl|tickets\.csv|files/[0-9a-f]{2}/[0-9a-f]{32}")


class NotAnExport(ValueError):
    """What is wrong with it, and the mend."""


class Reading(Protocol):
    """A file of an export. Both raise NotAnExport."""

    def read(self, most: int, /) -> bytes: ...

    def readline(self, most: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Manifest:
    chatferry: str
    """The version of the program that wrote it."""
    migration: str
    """Where its database stood."""
    database: str
    """Its kind, such as sqlite."""
    made_at: datetime
    """Of the moment that everything in it is of."""
    rows: Mapping[str, int]
    """How many of each table."""
    files: int
    missing_files: tuple[str, ...]
    """Attachments that the database names and the folder did not have."""
    columns: Mapping[str, Mapping[str, str]]
    left_out: Mapping[str, str]
    checksums: str
    """SHA-256 of the file CHECKSUMS, which has those of all others."""

    def written(self) -> bytes:
        """In JSON."""
        about = {"format": FORMAT, "version": VERSION} | asdict(self) | {"made_at": self.made_at.isoformat()}
        return json.dumps(about, ensure_ascii=False, indent=1).encode() + b"\n"


def read(file: Reading) -> Manifest:
    """Raises NotAnExport."""
    raw = file.read(MOST + 1)
    if len(raw) > MOST:
        raise NotAnExport(f"has a {NAME} of more than {MOST // 2**20} MB; name an export made by chatferry export")
    try:
        about: dict[str, Any] = json.loads(raw)
        if about.pop("format") != FORMAT or not isinstance(version := about.pop("version"), int):
            raise ValueError
        if version != VERSION:
            raise NotAnExport(f"is of version {version} of the format, and this Chatferry reads {VERSION}; update it")
        about["made_at"] = datetime.fromisoformat(about["made_at"])
        about["missing_files"] = tuple(about["missing_files"])
        found = Manifest(**about)
        _require_kinds(found)
    except NotAnExport:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise NotAnExport(f"has no {NAME} of Chatferry's; name an export made by chatferry export") from None
    return found


def _require_kinds(found: Manifest) -> None:
    words = (found.chatferry, found.migration, found.database, found.checksums, *found.missing_files)
    words += (*found.rows, *found.left_out, *found.left_out.values())
    counts = (found.files, *found.rows.values())
    if not all(isinstance(word, str) and word.isprintable() for word in words):
        raise ValueError
    if not all(type(count) is int and count >= 0 for count in counts):
        raise ValueError
    if found.made_at.tzinfo is None:
        raise ValueError


def table_file(name: str) -> str:
    return f"tables/{name}.jsonl"


def tables_files() -> dict[str, str]:
    """The name of each table's file, and the table's."""
    return {table_file(table.name): table.name for table in TABLES}


def checksum_line(digest: str, name: str) -> bytes:
    return f"{digest}  {name}\n".encode()


def checksums(file: Reading) -> Iterator[tuple[str, str]]:
    """Digest and name of each file, as CHECKSUMS lists them. Raises NotAnExport for a name that is none of ours."""
    while raw := file.readline(MOST_OF_A_CHECKSUM):
        line = _LINE.fullmatch(raw.decode("utf-8", "replace"))
        if line is None or not _NAMES.fullmatch(line[2]):
            raise NotAnExport(
                f"has a line in {CHECKSUMS} that Chatferry did not write; take another copy of the export"
            )
        yield line[1], line[2]
