"""Lives of the program, one after the other, each with a sudden end."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from tests.journey.faketime import FakeTime
from tests.journey.stage import Stage
from tests.journey.waiting import until

# To import takes seconds, to start to work much less. So one process imports, and each life is a fork of it, which
# does what the command does. It is told the time it lives in.
NURSERY = """
import os, signal, sys
from bot.__main__ import main

log = os.open(sys.argv.pop(1), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
print("ready", flush=True)
for ahead in sys.stdin:
    life = os.fork()
    if life == 0:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.environ["FAKETIME"] = ahead.strip()
        os.dup2(log, 1)
        os.dup2(log, 2)
        main()
        break
    print(life, flush=True)
"""
ENDS_WITHIN_SECONDS = 10


class Lives:
    def __init__(self, nursery: Process, time: FakeTime) -> None:
        self._nursery = nursery
        self._time = time
        self._life: int | None = None

    async def begin(self) -> None:
        assert self._nursery.stdin is not None
        self._nursery.stdin.write(self._time.environment()["FAKETIME"].encode() + b"\n")
        self._life = int(await self.line())

    async def end(self, number: signal.Signals = signal.SIGKILL) -> None:
        life, self._life = self._life, None
        if life is not None:
            with suppress(ProcessLookupError):
                os.kill(life, number)
            await until(lambda: not _lives(life), "the program ends", seconds=ENDS_WITHIN_SECONDS)

    async def line(self) -> bytes:
        assert self._nursery.stdout is not None
        async with asyncio.timeout(60):
            return await self._nursery.stdout.readline()


@asynccontextmanager
async def lives_in(stage: Stage) -> AsyncIterator[Lives]:
    nursery = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-c", NURSERY, stage.folder / "output.txt", "run"),
        cwd=stage.folder,
        # Without the cache the time of a fork changes with its environment.
        env=os.environ | stage.time.environment() | stage.settings | {"FAKETIME_NO_CACHE": "1"},
        stdin=PIPE,
        stdout=PIPE,
    )
    lives = Lives(nursery, stage.time)
    try:
        assert await lives.line() == b"ready\n"
        yield lives
    finally:
        await lives.end()
        nursery.kill()
        await nursery.wait()


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
