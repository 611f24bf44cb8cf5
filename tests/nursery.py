"""Processes of `chatferry`, each a fork of one that has imported the program: to import takes seconds of a processor.

What a fork does from then on is what the command does. That the command itself starts is shown by tests of its own.
"""

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import pytest

# Each line that it reads is an order, and is answered with one line at once.
NURSERY = """
import gc, json, os, sys
from bot.__main__ import main

def answer(number):
    os.write(1, b"%d\\n" % number)

# Else each fork's first collection would copy all of the memory.
gc.freeze()
answer(os.getpid())
for line in sys.stdin:
    order = json.loads(line)
    if "ended" in order:
        life, status = os.waitpid(order["ended"], os.WNOHANG)
        answer(os.waitstatus_to_exitcode(status) if life else 1000)
        continue
    life = os.fork()
    if life:
        answer(life)
        continue
    os.environ.clear()
    os.environ.update(order["environment"])
    os.chdir(order["folder"])
    append = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(os.open(order["out"], append), 1)
    os.dup2(os.open(order["err"], append), 2)
    sys.argv = ["chatferry", *order["arguments"]]
    main()
    break
"""
STILL_ALIVE = 1000
LOOK_SECONDS = 0.01


class Life:
    """One process of the program. It is gone, and its number may be another's, when `ended` has told its exit code."""

    def __init__(self, nursery: "Nursery", pid: int) -> None:
        self.pid = pid
        self._nursery = nursery
        self._code: int | None = None

    def send(self, number: signal.Signals) -> None:
        if self.code() is None:
            os.kill(self.pid, number)

    def code(self) -> int | None:
        """The exit code, or a signal's number below zero; None while it lives."""
        if self._code is None:
            code = self._nursery.order(ended=self.pid)
            self._code = None if code == STILL_ALIVE else code
        return self._code

    async def ended(self, within_seconds: float) -> int:
        """Raises TimeoutError."""
        async with asyncio.timeout(within_seconds):
            while (code := self.code()) is None:  # noqa: ASYNC110 - it is the nursery's child: nothing tells us
                await asyncio.sleep(LOOK_SECONDS)
            return code


class Nursery:
    """It lives in the time that each process is told by the environment: see FakeTime."""

    def __init__(self) -> None:
        preloaded = {"LD_PRELOAD": library()} if shutil.which("faketime") else {}
        self._process = subprocess.Popen(
            [sys.executable, "-c", NURSERY],
            # Without its cache, the library looks into the environment again and again.
            env=os.environ | preloaded | {"FAKETIME": "+0", "FAKETIME_NO_CACHE": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # Ctrl-C is for pytest.
            start_new_session=True,
        )
        self._answer()

    def begin(
        self, arguments: Sequence[str | Path], *, folder: Path, environment: Mapping[str, str], out: Path, err: Path
    ) -> Life:
        """What it prints is appended to these files."""
        told = {"FAKETIME": "+0", "FAKETIME_NO_CACHE": "1", **os.environ, **environment}
        pid = self.order(
            arguments=[str(argument) for argument in arguments],
            folder=str(folder),
            environment=told,
            out=str(out),
            err=str(err),
        )
        return Life(self, pid)

    def order(self, **order: object) -> int:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order).encode() + b"\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> int:
        assert self._process.stdout is not None
        return int(self._process.stdout.readline())

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()


@cache
def library() -> str:
    """Where faketime keeps what it preloads. The `faketime` command is not used: it would get the signals."""
    shown = subprocess.run(["faketime", "-f", "+0", "printenv", "LD_PRELOAD"], capture_output=True, text=True)
    return shown.stdout.strip()


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    nursery = Nursery()
    yield nursery
    nursery.close()
