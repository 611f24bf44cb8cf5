"""The bots that are compared: a bare aiogram echo bot, and the whole App. Each is a process on the first core."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message

from benchmarks.measure import pin_to_one_core
from bot.app import App
from bot.budget import SendBudget
from bot.clock import SystemClock
from bot.memory import keep_what_stays
from bot.settings import Settings


@contextmanager
def running(kind: str, token: str, api: str, folder: Path) -> Iterator[int]:
    """``kind``: "echo", or "app" with its database in the folder. Gives the process's number."""
    code = f"from benchmarks.bots import run; run({kind!r}, {token!r}, {api!r}, {str(folder)!r})"
    with subprocess.Popen([sys.executable, "-c", code]) as process:
        try:
            yield process.pid
        finally:
            process.send_signal(signal.SIGTERM)


def cpu_seconds(pid: int) -> float:
    """What a process has used so far; 0 where the system does not tell."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def run(kind: str, token: str, api: str, folder: str) -> None:
    """Until it is told to end."""
    pin_to_one_core()
    asyncio.run(_echo(token, api) if kind == "echo" else _app(token, api, Path(folder)))


async def _echo(token: str, api: str) -> None:
    bot = Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(api)))
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def echo(message: Message) -> None:
        await message.answer(message.text or "")

    await dispatcher.start_polling(bot)


async def _app(token: str, api: str, folder: Path) -> None:
    now = datetime.now(UTC)  # noqa: TID251 - where the program is configured
    settings = Settings(
        company={"name": "Galaxy Hosting", "timezone": "UTC", "language": "en"},
        telegram={"token": token, "api_base": api},
        people={"admins": [501], "staff": [502]},
        # Announcements, to every customer that is stored, would be measured along: they begin some other day.
        transition={
            "launch": (now + timedelta(days=3)).isoformat(),
            "days": 30,
            "announce_from": (now + timedelta(days=2)).date().isoformat(),
        },
        announcements={},
        intake={"burst_quiet_seconds": 0},
        desk={"listen": "127.0.0.1:0", "public_url": "https://desk.example.com"},
        storage={"url": f"sqlite+aiosqlite:///{folder / 'ferry.db'}", "files": str(folder / "files")},
    )
    # What is measured is the program, not the pace that Telegram asks for.
    app = App(settings, SystemClock(), SendBudget(per_second=10_000, per_chat_per_second=1_000))
    await app.start()
    keep_what_stays()
    end = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, end.set)
    await end.wait()
    await app.stop()
