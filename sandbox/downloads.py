"""Bytes of a file over HTTP: from any place on, slowly or broken off where a test ordered it."""

import asyncio
import re

from aiohttp import web

from sandbox.faults import ConnectionDropped
from sandbox.files import StoredFile

DOWNLOAD = "download"
"""How faults and the log of calls name it; it is no method of the Bot API."""
_PIECE = 64 * 1024
_FROM = re.compile(r"bytes=(\d+)-")


async def send_file(
    request: web.Request, stored: StoredFile, *, pause: float, cut_at: int | None
) -> web.StreamResponse:
    """``pause``: seconds before each piece. Raises ConnectionDropped after ``cut_at`` bytes."""
    size = len(stored.data)
    asked = _FROM.fullmatch(request.headers.get("Range", ""))
    start = int(asked[1]) if asked else 0
    if asked and start >= size:
        return web.Response(status=416, headers={"Content-Range": f"bytes */{size}"})
    response = web.StreamResponse(status=206 if asked else 200, headers={"Content-Type": "application/octet-stream"})
    response.content_length = size - start
    if asked:
        response.headers["Content-Range"] = f"bytes {start}-{size - 1}/{size}"
    await response.prepare(request)
    end = size if cut_at is None else min(size, start + cut_at)
    for at in range(start, end, _PIECE):
        await asyncio.sleep(pause)
        await response.write(stored.data[at : min(at + _PIECE, end)])
    if end < size:
        if request.transport is not None:
            # Not aborted: what was written shall reach the bot.
            request.transport.close()
        raise ConnectionDropped(f"connection dropped after {end - start} bytes")
    await response.write_eof()
    return response
