"""The files that people and the bot have sent: kept in memory, named by the sandbox."""

import base64
import hashlib
import mimetypes
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

DOWNLOAD_LIMIT = 20 * 1024 * 1024
LINK_LIFETIME = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on its way in. The name and the type are claims of whoever sends it."""

    name: str
    mime: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class StoredFile:
    file_id: str
    unique_id: str
    kind: str
    name: str
    mime: str
    data: bytes = field(repr=False)
    size: int
    path: str
    width: int = 0
    height: int = 0


class FileStore:
    """Files by id, and the links that `getFile` opens for an hour."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._files: dict[str, StoredFile] = {}
        self._links: dict[str, tuple[str, datetime]] = {}

    def add(self, kind: str, upload: Upload, *, size: int | None = None, width: int = 0, height: int = 0) -> StoredFile:
        """`size` lets a test claim a large file without sending one."""
        number = len(self._files) + 1
        digest = base64.urlsafe_b64encode(hashlib.sha256(f"{kind} {number}".encode()).digest()).decode()
        # The ending comes from a fixed table: nothing of the sender's name reaches the path.
        ending = mimetypes.guess_extension(upload.mime, strict=True) or ""
        stored = StoredFile(
            file_id=f"AgAC{digest[:28]}",
            unique_id=f"AQAD{digest[28:36]}",
            kind=kind,
            name=upload.name,
            mime=upload.mime,
            data=upload.data,
            size=len(upload.data) if size is None else size,
            path=f"{kind}s/file_{number}{ending}",
            width=width,
            height=height,
        )
        self._files[stored.file_id] = stored
        return stored

    def get(self, file_id: str) -> StoredFile | None:
        return self._files.get(file_id)

    def open_link(self, stored: StoredFile) -> None:
        self._links[stored.path] = (stored.file_id, self._now() + LINK_LIFETIME)

    def behind_link(self, path: str) -> StoredFile | None:
        file_id, until = self._links.get(path, ("", None))
        return self._files.get(file_id) if until is not None and self._now() < until else None
