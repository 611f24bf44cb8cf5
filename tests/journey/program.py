"""`chatferry` as processes of its own: `run`, and the commands that end by themselves."""

import asyncio
import os
import signal
import socket
import sys
from asyncio.subprocess import DEVNULL, PIPE, STDOUT, Process
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from tests.journey.waiting import until_async

CHATFERRY = Path(sys.executable).with_name("chatferry")
STOPS_WITHIN_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Finished:
    code: int
    out: str
    err: str


async def chatferry(*arguments: str | Path, folder: Path, environment: dict[str, str] | None = None) -> Finished:
    """Runs a command to its end, in that folder."""
    process = await asyncio.create_subprocess_exec(
        CHATFERRY, *arguments, cwd=folder, env=os.environ | (environment or {}), stdin=DEVNULL, stdout=PIPE, stderr=PIPE
    )
    async with asyncio.timeout(60):
        out, err = await process.communicate()
    return Finished(process.returncode or 0, out.decode(), err.decode())


class Running:
    """One `chatferry run`, started again and again; what all its lives printed is in `output`."""

    def __init__(self, folder: Path, port: int) -> None:
        self.desk = f"http://127.0.0.1:{port}"
        self._folder = folder
        self._log = folder / "output.txt"
        self._process: Process | None = None

    @property
    def output(self) -> str:
        return self._log.read_text() if self._log.exists() else ""

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    async def spawn(self, environment: dict[str, str]) -> None:
        """Returns at once; `answers` waits until it serves."""
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                CHATFERRY,
                *("run", "--config", self._folder / "config.toml"),
                cwd=self._folder,
                env=os.environ | environment,
                stdin=DEVNULL,
                stdout=log,
                stderr=STDOUT,
            )

    async def answers(self, status: int = 200) -> None:
        """Returns when /healthz answers that; 503 is a red one."""
        async with aiohttp.ClientSession() as session:

            async def seen() -> bool:
                if self._process is None or self._process.returncode is not None:
                    raise AssertionError(f"the program has ended:\n{self.output}")
                try:
                    async with session.get(f"{self.desk}/healthz") as response:
                        return response.status == status
                except aiohttp.ClientError:
                    return False

            await until_async(seen, f"/healthz answers {status}", seconds=40, otherwise=lambda: self.output)

    async def stop(self) -> None:
        """SIGTERM, which it obeys in time and with exit code 0."""
        code = await self._end(signal.SIGTERM)
        assert code == 0, self.output

    async def kill(self) -> None:
        await self._end(signal.SIGKILL)

    async def _end(self, number: signal.Signals) -> int | None:
        process, self._process = self._process, None
        if process is None:
            return 0
        if process.returncode is None:
            process.send_signal(number)
        try:
            async with asyncio.timeout(STOPS_WITHIN_SECONDS):
                return await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
            raise AssertionError(f"not ended {STOPS_WITHIN_SECONDS} s after {number.name}:\n{self.output}") from None


def free_port() -> int:
    """Free a moment ago: the program has to find the same address after each restart."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port
