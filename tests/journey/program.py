"""`chatferry` as processes of its own: `run`, and the commands that end by themselves."""

import signal
import socket
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp

from tests.journey.waiting import until_async
from tests.nursery import Life, Nursery

CHATFERRY = Path(sys.executable).with_name("chatferry")
STOPS_WITHIN_SECONDS = 10
ENDS_WITHIN_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Finished:
    code: int
    out: str
    err: str


async def chatferry(
    nursery: Nursery, *arguments: str | Path, folder: Path, environment: dict[str, str] | None = None
) -> Finished:
    """Runs a command to its end, in that folder."""
    with TemporaryDirectory() as said:
        out, err = Path(said, "out"), Path(said, "err")
        life = nursery.begin(arguments, folder=folder, environment=environment or {}, out=out, err=err)
        try:
            code = await life.ended(ENDS_WITHIN_SECONDS)
        finally:
            life.send(signal.SIGKILL)
        return _finished(code, out, err)


def _finished(code: int, out: Path, err: Path) -> Finished:
    return Finished(code, out.read_text(), err.read_text())


class Running:
    """One `chatferry run`, started again and again; what all its lives printed is in `output`."""

    def __init__(self, nursery: Nursery, folder: Path, port: int) -> None:
        self.desk = f"http://127.0.0.1:{port}"
        self._nursery = nursery
        self._folder = folder
        self._log = folder / "output.txt"
        self._life: Life | None = None

    @property
    def output(self) -> str:
        return self._log.read_text() if self._log.exists() else ""

    @property
    def pid(self) -> int:
        assert self._life is not None
        return self._life.pid

    def spawn(self, environment: dict[str, str]) -> None:
        """Returns at once; `answers` waits until it serves."""
        self._life = self._nursery.begin(
            ["run", "--config", self._folder / "config.toml"],
            folder=self._folder,
            environment=environment,
            out=self._log,
            err=self._log,
        )

    async def answers(self, status: int = 200) -> None:
        """Returns when /healthz answers that; 503 is a red one."""
        async with aiohttp.ClientSession() as session:

            async def seen() -> bool:
                if self._life is None or self._life.code() is not None:
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
        life, self._life = self._life, None
        if life is None:
            return 0
        life.send(number)
        try:
            return await life.ended(STOPS_WITHIN_SECONDS)
        except TimeoutError:
            life.send(signal.SIGKILL)
            await life.ended(STOPS_WITHIN_SECONDS)
            raise AssertionError(f"not ended {STOPS_WITHIN_SECONDS} s after {number.name}:\n{self.output}") from None


def free_port() -> int:
    """Free a moment ago: the program has to find the same address after each restart."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port
