"""The demo: sandbox, bot and desk in one process on this machine, with a clock that can be moved forward."""

import asyncio
import json
import os
import secrets
import signal
import sys
import tempfile
import webbrowser
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource
from rich.console import Console

from bot.app import App
from bot.clock import ManualClock, SystemClock
from bot.errors import ChatferryError
from bot.languages import NAMES, language
from bot.settings import Settings
from bot.storage import transitions
from bot.transition import Transition
from broadcasts.announcements import announced, slots_between
from sandbox.rehearsal.showing import SPEEDS, Showing
from sandbox.server import Link, Sandbox

ZONE = ZoneInfo("Asia/Shanghai")
ADMIN, STAFF = 501, 502
BEFORE_LAUNCH = timedelta(days=2)
DAYS = 30
FURTHEST = timedelta(days=366)
FORWARD_ONLY = "time only moves forward, by a year at most"


class DemoPortTaken(ChatferryError):
    """The demo's port is in use."""


class UnusableWish(ChatferryError):
    """What the clock was asked for it cannot do."""


class DemoSettings(Settings):
    """The demo's own, whatever this machine's environment holds for a real bot."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        *_: PydanticBaseSettingsSource,
        **__: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)


class Demo:
    """``port`` 0 takes any free one."""

    def __init__(self, *, port: int, browser: bool) -> None:
        self._port = port
        self._browser = browser
        today = SystemClock().now().astimezone(ZONE).date()
        start = datetime.combine(today, time(8, 55), ZONE)
        self._launch = start.replace(hour=0, minute=0) + BEFORE_LAUNCH
        self.clock = ManualClock(start, running=True)
        self.token = f"42:{secrets.token_urlsafe(26)}"
        self.sandbox = Sandbox(
            self.token,
            now=self.clock.now,
            clock=True,
            extra_routes=[web.get("/demo/clock", self._tell_time), web.post("/demo/clock", self._move_time)],
        )
        self.showing = Showing(self.sandbox, self.clock, STAFF)
        self.app: App | None = None
        self._started = False

    async def run(self) -> None:
        """Until Ctrl-C or SIGTERM."""
        stopped = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stopped.set)
        with tempfile.TemporaryDirectory(prefix="chatferry-demo-") as folder:
            try:
                await self.start(Path(folder))
                self._show()
                await stopped.wait()
            finally:
                await self.stop()

    async def start(self, folder: Path) -> None:
        """Raises DemoPortTaken."""
        try:
            await self.sandbox.start(port=self._port)
        except OSError as error:
            raise DemoPortTaken(
                f"--port: {self._port} cannot be used ({error.strerror}); choose another, or 0 for any free one"
            ) from None
        self._populate()
        self.app = App(self._settings(folder), self.clock, self.showing.budget)
        await self.app.start()
        self.showing.start(self.app)
        self._started = True
        self.sandbox.control.links += [
            Link("Desk", self.app.public_url),
            Link("Staff queue", f"{self.app.public_url}/staff"),
        ]

    async def stop(self) -> None:
        # The page still asks for the time, and would open a database that is being closed.
        self._started = False
        await self.showing.stop()
        if self.app is not None:
            await self.app.stop()
        await self.sandbox.stop()

    def _settings(self, folder: Path) -> Settings:
        return DemoSettings(
            company={"name": "星河网络 Galaxy Hosting", "timezone": ZONE.key, "language": "zh"},
            telegram={"token": self.token, "api_base": self.sandbox.url},
            people={"admins": [ADMIN], "staff": [STAFF]},
            transition={"launch": self._launch.isoformat(), "days": DAYS},
            announcements={},
            intake={},
            desk={"listen": "127.0.0.1:0"},
            storage={"url": f"sqlite+aiosqlite:///{folder / 'chatferry.db'}", "files": str(folder / "files")},
        )

    def _populate(self) -> None:
        # In this order the page shows them: the first five and the business chat have windows at once.
        world = self.sandbox.world
        wang = world.add_user("王小明", id=101, username="wangxiaoming", language_code="zh-hans")
        anna = world.add_user("Anna", id=102, last_name="Keller", username="annakeller", language_code="en")
        group = world.add_chat("Keller GmbH × Galaxy", id=-1001, members=[anna.id], bot="administrator")
        admin = world.add_user("陈宇 (admin)", id=ADMIN, language_code="en")
        staff = world.add_user("Mei (staff)", id=STAFF, language_code="en")
        omar = world.add_user("Omar", id=103, last_name="Haddad", language_code="en")
        li = world.add_user("李娜", id=104, language_code="zh-hans")
        for member in (omar, li, staff):
            world.set_member(group.id, member.id, "member")
        for person in (wang, anna, omar, admin, staff):
            world.start(person.id)
        # Omar also knows Mei herself, and writes to her own account.
        world.chat(omar.id, world.connect_business(staff.id).id)

    def _show(self) -> None:
        out = Console(soft_wrap=True, highlight=False)
        out.print(f"[bold]Chatferry demo[/]  {self.sandbox.url}")
        if self.app is not None:
            out.print(f"Desk            {self.app.public_url}")
        out.print("Stop with Ctrl-C. Everything is on this machine, and gone when it stops.")
        if self._browser and (
            sys.platform in {"darwin", "win32"} or os.environ.keys() & {"DISPLAY", "WAYLAND_DISPLAY"}
        ):
            webbrowser.open(self.sandbox.url)

    async def _tell_time(self, request: web.Request) -> web.Response:
        app, now = self._running(), self.clock.now()
        async with app.database.reading() as tx:
            transition = await transitions.current(tx)
        jumps = [
            {"key": key, "title": {code: _title(key, code) for code in NAMES}, "at": at.isoformat()}
            for key, at in self._jumps(transition, now).items()
        ]
        phase = transition.phase(now, ZONE)
        told: dict[str, Any] = {"now": now.isoformat(), "phase": phase, "timezone": ZONE.key, "jumps": jumps}
        showing = self.showing
        told |= {"speed": showing.speed, "customers": showing.with_customers, "jumping": showing.is_jumping}
        return web.json_response(told)

    async def _move_time(self, request: web.Request) -> web.Response:
        app, now = self._running(), self.clock.now()
        async with app.database.reading() as tx:
            jumps = self._jumps(await transitions.current(tx), now)
        try:
            match wish := wish_in(await request.text()):
                case {"speed": speed}:
                    if speed not in SPEEDS:
                        raise UnusableWish(f"speed: choose one of {', '.join(map(str, SPEEDS))}")
                    self.showing.set_speed(speed)
                case {"customers": True}:
                    await self.showing.invite()
                case {"customers": False}:
                    self.showing.dismiss()
                case _:
                    self.showing.jump(moment_wished(wish, now, jumps))
        except UnusableWish as error:
            return web.json_response({"ok": False, "description": str(error)}, status=400)
        return await self._tell_time(request)

    def _jumps(self, transition: Transition, now: datetime) -> dict[str, datetime]:
        """Moments that are worth a look, those to come only."""
        window = transition.window
        # Those of the configuration hold until others are set on the desk's page.
        times = transition.times or self._running().settings.announcements.times
        slots = announced(slots_between(times, ZONE, now, now + timedelta(days=2)), transition, ZONE)
        moments = {
            "announcement": slots[0].at if slots else now,
            "launch": window.launch,
            "last_day": window.deadline - timedelta(hours=15),
            "closed": window.deadline,
        }
        return {key: at for key, at in moments.items() if at > now}

    def _running(self) -> App:
        if self.app is None or not self._started:
            raise web.HTTPServiceUnavailable
        return self.app


def wish_in(text: str) -> Any:
    """Raises UnusableWish where it is no JSON."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise UnusableWish('write JSON such as {"forward_seconds": 3600}') from None


def moment_wished(wish: Any, now: datetime, jumps: Mapping[str, datetime]) -> datetime:
    """One of jump (a key of ``jumps``), to (a moment) and forward_seconds. Raises UnusableWish."""
    match wish:
        case {"jump": str(key)} if key in jumps:
            return jumps[key]
        case {"jump": _}:
            raise UnusableWish(f"jump: choose one of {', '.join(jumps) or 'none: all have gone by'}")
        case {"to": str(moment)}:
            target = _moment(moment)
        case {"forward_seconds": int(seconds) | float(seconds)} if 0 < seconds <= FURTHEST.total_seconds():
            target = now + timedelta(seconds=seconds)
        case {"forward_seconds": _}:
            raise UnusableWish(f"forward_seconds: {FORWARD_ONLY}")
        case _:
            raise UnusableWish("write one of jump, to and forward_seconds")
    if not now < target <= now + FURTHEST:
        raise UnusableWish(f"to: {FORWARD_ONLY}")
    return target


def _moment(text: str) -> datetime:
    with suppress(ValueError):
        moment = datetime.fromisoformat(text)
        if moment.utcoffset() is not None:
            return moment
    raise UnusableWish("to: write a moment with its offset, such as 2026-04-01T09:00:00+08:00")


def _title(key: str, code: str) -> str:
    _ = language(code).gettext
    return {
        "announcement": _("next announcement"),
        "launch": _("launch"),
        "last_day": _("last day"),
        "closed": _("deadline"),
    }[key]
