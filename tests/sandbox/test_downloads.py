"""Bytes of a file as the bot fetches them: whole, from a place on, and broken off."""

import asyncio
from urllib.parse import urlsplit

import aiohttp
import pytest

from sandbox.faults import Faults, NextFault
from sandbox.files import Upload
from sandbox.media import SentFile
from sandbox.people import Person
from sandbox.server import Sandbox
from tests.sandbox.wire import TOKEN, Wire

DATA = bytes(range(256)) * 1000


@pytest.fixture
async def address(wire: Wire, ann: Person, sandbox: Sandbox) -> str:
    sent = SentFile("document", Upload("a", "text/plain", DATA))
    said = sandbox.world.say(ann.id, ann.id, files=[sent])[0]
    path = (await wire("getFile", file_id=said.body["document"]["file_id"]))["file_path"]
    return f"{wire.url}/file/bot{TOKEN}/{path}"


async def get(wire: Wire, address: str, asked: str | None = None) -> tuple[int, str | None, bytes]:
    headers = {"Range": asked} if asked else {}
    async with wire.session.get(address, headers=headers) as response:
        return response.status, response.headers.get("Content-Range"), await response.read()


async def test_a_file_comes_whole_or_from_any_place_on(wire: Wire, address: str) -> None:
    size = len(DATA)
    assert await get(wire, address) == (200, None, DATA)
    assert await get(wire, address, "bytes=0-") == (206, f"bytes 0-{size - 1}/{size}", DATA)
    assert await get(wire, address, "bytes=255999-") == (206, "bytes 255999-255999/256000", b"\xff")
    assert await get(wire, address, "bytes=256000-") == (416, "bytes */256000", b"")
    # What it does not understand it leaves aside, as servers may.
    assert await get(wire, address, "lines=5-") == (200, None, DATA)


async def test_a_download_is_broken_off_where_it_was_ordered(wire: Wire, address: str, sandbox: Sandbox) -> None:
    sandbox.api.faults = Faults(next=[NextFault("download", 1, cut_at=100_000)])
    # By hand: a client of aiohttp's may forget what it had received when the connection breaks.
    parts = urlsplit(address)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    writer.write(f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n".encode())
    head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    writer.close()
    assert b"Content-Length: 256000" in head
    assert body == DATA[:100_000]
    assert (await get(wire, address, "bytes=100000-"))[2] == DATA[100_000:]
    log = [(call.params["range"], call.ok, call.description) for call in sandbox.api.calls.after(method="download")]
    assert log == [("", False, "connection dropped after 100000 bytes"), ("bytes=100000-", True, None)]


async def test_a_download_meets_the_same_faults_as_a_method(wire: Wire, address: str) -> None:
    ordered = [{"method": "download", "times": 1, "error_code": code} for code in (429, 502)]
    await wire.control("PUT", "/faults", {"next": ordered})
    assert [(await get(wire, address))[0] for _ in range(3)] == [429, 502, 200]
    await wire.control("PUT", "/faults", {"drop_share": 1, "methods": ["download"]})
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await get(wire, address)


async def test_the_token_is_not_in_the_log(wire: Wire, address: str, sandbox: Sandbox) -> None:
    await get(wire, address)
    assert TOKEN not in str([call.as_json() for call in sandbox.api.calls.after()])
