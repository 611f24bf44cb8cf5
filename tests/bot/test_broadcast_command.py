"""`chatferry broadcast` as a person types it; what it does is tested in tests/broadcasts/test_command.py."""

import asyncio
import os
import pty
import sys
from pathlib import Path

import pytest

from bot.__main__ import Exit
from bot.clock import SystemClock
from bot.storage import chats
from bot.storage.database import Database
from bot.storage.migrate import migrate
from sandbox.server import Sandbox
from tests.bot.commandline import AWAY, PATIENCE_SECONDS, Command, written
from tests.bot.configuration import TOKEN


@pytest.mark.parametrize(
    ("text", "arguments", "said"),
    [
        (
            None,
            ["--to", "everyone"],
            "FILE: {file} cannot be read (No such file or directory); name a file that exists",
        ),
        ("", ["--to", "everyone"], "FILE: is empty; write the text of the broadcast into it"),
        ("News", ["--to", "everybody"], "--to: 'everybody' is no audience; choose everyone, "),
        ("News", ["--to", "everyone", "--at", "noon"], "--at: 'noon' is no time; write it as 2027-03-15T09:00"),
        ("News", ["--to", "everyone"], "--yes: there is nobody to ask whether to begin; add it"),
    ],
)
def test_a_wrong_argument_is_one_line(
    chatferry: Command, config: Path, text: str | None, arguments: list[str], said: str
) -> None:
    file = config.parent / "news.txt"
    if text is not None:
        file.write_text(text)
    ended = chatferry("broadcast", file, *arguments, "--config", config)
    assert ended.code == Exit.WRONG
    assert ended.error.startswith(said.format(file=file))
    assert ended.out == ""


def test_a_telegram_that_is_away_fails_it(chatferry: Command, config: Path) -> None:
    file = config.parent / "news.txt"
    file.write_text("News")
    ended = chatferry("broadcast", file, "--to", "everyone", "--yes", "--config", config)
    assert (ended.code, ended.out) == (Exit.FAILED, "")
    assert ended.error == f"telegram.api_base: {AWAY} cannot be reached (NotSent); try again"


@pytest.mark.parametrize(("typed", "sent"), [(b"n\n", 0), (b"y\n", 1)], ids=["no", "yes"])
async def test_it_asks_before_it_begins(tmp_path: Path, typed: bytes, sent: int) -> None:
    sandbox = Sandbox(TOKEN)
    await sandbox.start()
    config = written(tmp_path, sandbox.url)
    tmp_path.joinpath("news.txt").write_text("News")
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'chatferry.db'}")
    await migrate(database)
    async with database.transaction() as tx:
        sandbox.world.add_user("Ann", id=7, started=True)
        await chats.seen(tx, 7, kind="private", title="Ann", language="en", now=SystemClock().now())
    await database.close()
    screen, keyboard = pty.openpty()
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "broadcast", f"{tmp_path / 'news.txt'}", "--to", "everyone"),
        *("--config", f"{config}"),
        stdin=keyboard,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    os.close(keyboard)
    os.write(screen, typed)
    async with asyncio.timeout(PATIENCE_SECONDS):
        out, err = (said.decode() for said in await program.communicate())
    os.close(screen)
    assert "To everyone, which is 1 chat. Begins now" in out
    assert ("Broadcast 1 is done: sent 1," if sent else "Nothing is sent.") in out
    assert program.returncode == (Exit.OK if sent else Exit.FAILED), err
    assert len(sandbox.api.calls.after(method="sendMessage")) == sent
    await sandbox.stop()
