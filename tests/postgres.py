"""A private PostgreSQL server for each test process, and a database of its own for each test that asks for one."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest

from tests.missing import POSTGRES

DEBIANS_FOLDERS = Path("/usr/lib/postgresql")
START_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Server:
    """A running server; `folder` holds its socket, and nothing of it is reachable from a network."""

    folder: Path

    def url(self, database: str) -> str:
        return f"postgresql+asyncpg://postgres@/{database}?host={self.folder}"

    async def execute(self, statement: str) -> None:
        connection = await asyncpg.connect(host=str(self.folder), user="postgres", database="postgres")
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    programs = _programs()
    # PostgreSQL refuses to run as root, so root starts it as the user that Debian's package made.
    user = "postgres" if os.geteuid() == 0 else None
    # Not pytest's own folder: that one is closed to other users, and too deep for the name of a socket.
    folder = Path(tempfile.mkdtemp(prefix="chatferry-pg-"))
    try:
        if user:
            shutil.chown(folder, user, user)
        with _running(programs, folder, user):
            yield Server(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
async def postgres_url(postgres_server: Server) -> AsyncIterator[str]:
    """The address, for SQLAlchemy, of an empty database that is this test's alone."""
    name = f"test_{uuid.uuid4().hex}"
    await postgres_server.execute(f"CREATE DATABASE {name}")
    yield postgres_server.url(name)
    await postgres_server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def _running(programs: Path, folder: Path, user: str | None) -> Iterator[None]:
    data, log = folder / "data", folder / "log"

    def start(name: str, *arguments: str | Path) -> subprocess.Popen[bytes]:
        with log.open("ab") as output:
            return subprocess.Popen(
                [programs / name, *arguments],
                cwd=folder,
                env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"},
                user=user,
                group=user,
                extra_groups=[] if user else None,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                # Ctrl-C is for pytest, which then stops the server in its own time.
                start_new_session=True,
            )

    def run(name: str, *arguments: str | Path) -> int:
        with start(name, *arguments) as process:
            return process.wait()

    if run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync") != 0:
        raise RuntimeError(f"initdb failed:\n{log.read_text()}")
    # What it counts by itself, whenever it finds the time, would change its plans.
    quick = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off", "listen_addresses=")
    options = [part for option in quick for part in ("-c", option)]
    with start("postgres", "-D", data, "-k", folder, *options) as server:
        try:
            patience = time.monotonic() + START_SECONDS
            while run("pg_isready", "-q", "-h", folder) != 0:
                if server.poll() is not None or time.monotonic() > patience:
                    raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}")
                time.sleep(0.05)
            yield
        finally:
            server.send_signal(signal.SIGINT)
            try:
                server.wait(START_SECONDS)
            except subprocess.TimeoutExpired:
                server.kill()


def _programs() -> Path:
    """The folder with the newest server's programs: Debian keeps them outside the PATH."""
    debians = [folder for folder in DEBIANS_FOLDERS.glob("*/bin") if (folder / "initdb").exists()]
    if debians:
        return max(debians, key=lambda folder: int(folder.parent.name))
    initdb = shutil.which("initdb")
    if not initdb:
        POSTGRES.leave_out()
    return Path(initdb).resolve().parent
