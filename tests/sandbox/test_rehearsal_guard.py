"""The guard of a rehearsal bites, whatever library it is that reaches out."""

import asyncio
import contextlib
import socket
import sqlite3
from collections.abc import Callable
from pathlib import Path

import aiohttp
import pytest

from sandbox.rehearsal.guard import Guard, NotInARehearsal


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    kept = tmp_path / "real.db"
    kept.write_text("real")
    return kept


def look_up(path: Path) -> None:
    socket.getaddrinfo("api.telegram.org", 443)


def connect(path: Path) -> None:
    with socket.socket() as line:
        line.connect(("149.154.167.220", 443))


def connect_to_postgres_on_this_machine(path: Path) -> None:
    with socket.socket() as line:
        line.connect_ex(("127.0.0.1", 5432))


def connect_to_a_socket_file(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as line:
        line.connect("/run/postgresql/.s.PGSQL.5432")


def speak_http(path: Path) -> None:
    async def ask() -> None:
        async with aiohttp.ClientSession() as session, session.get("http://149.154.167.220/"):
            pass

    asyncio.run(ask())


def open_it(path: Path) -> None:
    path.read_text()


def open_its_log(path: Path) -> None:
    Path(f"{path}-wal").write_text("")


def open_as_database(path: Path) -> None:
    sqlite3.connect(path).close()


def remove_it(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize(
    "reach",
    [
        *(look_up, connect, connect_to_postgres_on_this_machine, connect_to_a_socket_file, speak_http),
        *(open_it, open_its_log, open_as_database, remove_it),
    ],
)
def test_nobody_gets_past_it(reach: Callable[[Path], None], kept: Path) -> None:
    guard = Guard([kept])
    with pytest.raises(NotInARehearsal), guard.standing():
        reach(kept)
    assert guard.refused
    assert kept.read_text() == "real"


def test_a_refusal_that_somebody_swallows_is_told_at_the_end(kept: Path) -> None:
    with pytest.raises(NotInARehearsal, match="touched"), Guard([kept]).standing(), contextlib.suppress(Exception):
        kept.read_text()


def test_the_process_s_own_ports_and_all_other_files_are_let_be(kept: Path) -> None:
    guard = Guard([kept])
    with guard.standing(), socket.create_server(("127.0.0.1", 0)) as server:
        guard.let_in(server.getsockname()[1])
        socket.create_connection(server.getsockname()).close()
        (kept.parent / "real.dbx").write_text("another")
    assert guard.refused == []


def test_what_no_guard_stands_over_is_free_again(kept: Path) -> None:
    with Guard([kept]).standing():
        pass
    assert kept.read_text() == "real"
