"""The desk of the whole program, and its floor: a bare FastAPI page that fills the same template with constants.

Each is a process on the first core.
"""

import asyncio
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI, Request, Response

from benchmarks.measure import pin_to_one_core
from bot.app import App
from bot.memory import keep_what_stays
from bot.settings import Settings
from bot.webserver import WebServer
from desk.app import create_app
from desk.pages import Pages
from desk.visitors import COOKIE

NOWHERE = "http://127.0.0.1:9"
"""In Telegram's place: nobody listens there, and nothing is to be sent."""
SECRET = "a-secret-for-the-benchmark-of-the-desk"


@contextmanager
def serving(kind: str, folder: Path, cookie: str, paths: Sequence[str]) -> Iterator[tuple[int, str]]:
    """``kind``: "desk", or "floor" for these pages with their values of now. Gives the process's number and address."""
    code = f"from benchmarks.deskserver import run; run({kind!r}, {str(folder)!r}, {cookie!r}, {list(paths)!r})"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.pid, process.stdout.readline().strip()
        finally:
            process.send_signal(signal.SIGTERM)


def settings(folder: Path) -> Settings:
    now = datetime.now(UTC)  # noqa: TID251 - where the program is configured
    return Settings(
        company={"name": "Galaxy Hosting", "timezone": "Asia/Shanghai", "language": "en"},
        telegram={"token": "42:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr", "api_base": NOWHERE},
        people={"admins": [501], "staff": [502]},
        transition={
            "launch": (now + timedelta(days=9)).isoformat(),
            "announce_from": (now + timedelta(days=8)).date().isoformat(),
        },
        announcements={},
        intake={},
        desk={"listen": "127.0.0.1:0", "secret": SECRET},
        storage={"url": f"sqlite+aiosqlite:///{folder / 'ferry.db'}", "files": str(folder / "files")},
    )


def run(kind: str, folder: str, cookie: str, paths: list[str]) -> None:
    """Until it is told to end."""
    pin_to_one_core()
    asyncio.run(_desk(Path(folder)) if kind == "desk" else _floor(Path(folder), cookie, paths))


async def _desk(folder: Path) -> None:
    app = App(settings(folder))
    await app.start()
    keep_what_stays()
    print(app.public_url, flush=True)
    await _told_to_end()
    await app.stop()


async def _floor(folder: Path, cookie: str, paths: list[str]) -> None:
    whole = App(settings(folder))
    desk = create_app(whole._desk_parts())
    shown: dict[str, tuple[Any, ...]] = {}
    pages: Pages = desk.state.pages
    render = pages.page
    asked = ""

    def note(request: Request, template: str, *own: Any, **values: Any) -> Response:
        shown[asked] = template, own, values
        return render(request, template, *own, **values)

    # What is shown is noted in passing: the floor renders the very same values.
    pages.page = note  # type: ignore[assignment, method-assign]
    transport = httpx.ASGITransport(desk)
    async with httpx.AsyncClient(transport=transport, base_url=whole.public_url, cookies={COOKIE: cookie}) as client:
        for asked in paths:
            (await client.get(asked)).raise_for_status()
    pages.page = render  # type: ignore[method-assign]
    await whole.database.close()
    bare = FastAPI(openapi_url=None)

    @bare.get("/{path:path}")
    async def page(request: Request, path: str) -> Response:
        template, own, values = shown[f"/{path}"]
        return render(request, template, *own, **values)

    web = WebServer("127.0.0.1", 0)
    web.start(bare)
    keep_what_stays()
    print(f"http://127.0.0.1:{web.port}", flush=True)
    await _told_to_end()
    await web.stop()


async def _told_to_end() -> None:
    end = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, end.set)
    await end.wait()
