"""Files that the sandbox's people send, and what has become of them."""

import asyncio
from collections.abc import Sequence
from typing import Any

from bot.storage.schema import files
from sandbox.calls import LoggedCall
from sandbox.files import Upload
from sandbox.media import SentFile
from tests.ferry import Ferry

LOG = bytes(range(256)) * 4_000
"""A megabyte in which every byte tells where it belongs."""
JPEG = b"\xff\xd8\xff\xe0" + LOG[:100_000]
# Its width and height, 1280 by 960, stand where the sandbox looks for them.
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (1280).to_bytes(4) + (960).to_bytes(4) + LOG[:200_000]


def document(data: bytes = LOG, name: str = "trace.log", *, size: int | None = None) -> SentFile:
    return SentFile("document", Upload(name, "text/plain", data), size)


def photo(data: bytes = PNG) -> SentFile:
    return SentFile("photo", Upload("", "image/png", data))


async def rows(ferry: Ferry) -> Sequence[Any]:
    return await ferry.rows(files)


async def states(ferry: Ferry) -> list[str]:
    return [row.state for row in await rows(ferry)]


async def settled(ferry: Ferry) -> Sequence[Any]:
    """All rows, once nothing waits; a file that is to be tried again need not wait for it."""

    async def done() -> bool:
        waiting = [row for row in await rows(ferry) if row.state == "waiting"]
        if waiting and all(row.retry_at for row in waiting) and not under_way():
            try_again(ferry)
        return not waiting

    await ferry.until(done)
    await ferry.quiet()
    return await rows(ferry)


def under_way() -> int:
    """How many files are being fetched."""
    return sum(task.get_name().startswith("file ") for task in asyncio.all_tasks())


def try_again(ferry: Ferry) -> None:
    """An hour later."""
    ferry.forward(hours=1)
    ferry.app.fetching.ring()


def downloads(ferry: Ferry) -> list[LoggedCall]:
    return ferry.sandbox.api.calls.after(method="download")


def stored(ferry: Ferry, row: Any) -> bytes:
    return ferry.app.shelf.path(row.stored_as).read_bytes()


def on_disk(ferry: Ferry) -> set[str]:
    """All files in the folder for attachments, by their names in it."""
    folder = ferry.settings.storage.files
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
