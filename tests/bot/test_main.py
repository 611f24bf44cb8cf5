"""The command line: exit codes, one line for each error, and a token that a script can read."""

import asyncio
import re
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from bot.__main__ import Exit
from bot.storage.database import Database
from bot.storage.sessions import find_api_token
from sandbox.server import Sandbox
from tests.bot.commandline import AWAY, PATIENCE_SECONDS, Command, written
from tests.bot.configuration import SMALLEST, TOKEN


def test_the_exit_codes_are_what_scripts_rely_on() -> None:
    assert (Exit.OK, Exit.FAILED, Exit.WRONG) == (0, 1, 2)


@pytest.mark.parametrize("command", ["", "run", "check", "demo", "broadcast", "token", "token create"])
def test_every_command_has_help(chatferry: Command, command: str) -> None:
    ended = chatferry(*command.split(), "--help")
    assert (ended.code, ended.err) == (0, "")
    assert f"Usage: chatferry {command}" in ended.out


@pytest.mark.parametrize("command", ["", "token"])
def test_without_a_command_the_help_is_shown(chatferry: Command, command: str) -> None:
    ended = chatferry(*command.split())
    assert ended.code == 2
    assert "create" in ended.out + ended.err or "check" in ended.out + ended.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["frobnicate"], "No such command 'frobnicate'; see chatferry --help"),
        (["run", "--port", "1"], "No such option: --port; see chatferry run --help"),
        (["check", "extra"], "Got unexpected extra argument(s) (extra); see chatferry check --help"),
        (["broadcast", "--to", "everyone"], "Missing argument 'FILE'; see chatferry broadcast --help"),
        (["broadcast", "news.txt"], "Missing option '--to'; see chatferry broadcast --help"),
        (["demo", "--port", "abc"], "Invalid value for '--port': "),
        (["token", "create", "--name", "x"], "Missing option '--role'. Choose from: staff, admin; see "),
        (["token", "create", "--role", "customer", "--name", "x"], "Invalid value for '--role': "),
        (["token", "create", "--role", "staff"], "Missing option '--name'; see chatferry token create --help"),
        (["token", "create", "--role", "staff", "--name", " "], "Invalid value for --name: say what the token is for"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_usage_is_one_line_that_names_the_argument(chatferry: Command, arguments: list[str], said: str) -> None:
    ended = chatferry(*arguments)
    assert ended.code == Exit.WRONG
    assert ended.error.startswith(said)
    assert ended.out == ""


@pytest.mark.parametrize(
    "command", ["run", "check", "broadcast news.txt --to everyone", "token create --role staff --name x"]
)
def test_a_wrong_configuration_is_a_line_for_each_key(chatferry: Command, tmp_path: Path, command: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(SMALLEST.replace("Asia/Shanghai", "Mars") + "days = 19\n[extra]\n", encoding="utf-8")
    ended = chatferry(*command.split(), "--config", path)
    assert ended.code == Exit.WRONG
    assert ended.out == ""
    lines = [line.removeprefix(f"error: {path}: ").partition(":")[0] for line in ended.err.splitlines()]
    assert lines == ["extra", "company.timezone", "transition.days"]
    assert TOKEN not in ended.err


def test_a_missing_configuration_is_named(chatferry: Command, tmp_path: Path) -> None:
    path = tmp_path / "[bold]missing.toml"
    ended = chatferry("check", "-c", path)
    assert ended.code == Exit.WRONG
    assert ended.error.startswith(f"{path}: cannot be read (No such file or directory); ")


def test_a_check_that_finds_something_wrong_fails_and_says_all(chatferry: Command, config: Path) -> None:
    ended = chatferry("check", "--config", config)
    assert ended.code == Exit.FAILED
    assert ended.err == ""
    lines = ended.out.splitlines()
    assert lines[0] == "ok    configuration: valid"
    assert {line.partition(" ")[0] for line in lines} == {"ok", "wrong"}
    assert any(line.startswith("wrong token: telegram.api_base: http://127.0.0.1:") for line in lines)
    assert TOKEN not in ended.out


class TestTokenCreate:
    def test_prints_the_token_alone_on_its_last_line(self, chatferry: Command, config: Path) -> None:
        arguments = ["token", "create", "--role", "admin", "--name", "[red]reports", "--config", config]
        one, other = chatferry(*arguments), chatferry(*arguments)
        assert (one.code, one.err) == (0, "")
        first, secret = one.out.splitlines()
        assert first == "Token [red]reports (admin). Keep it: it is not shown again."
        assert re.fullmatch(r"[\w-]{43}", secret)
        assert secret != other.out.splitlines()[-1]

        async def found() -> object:
            database = Database(f"sqlite+aiosqlite:///{config.parent / 'chatferry.db'}")
            async with database.reading() as tx:
                token = await find_api_token(tx, secret)
            await database.close()
            return token and (token.name, token.role)

        assert asyncio.run(found()) == ("[red]reports", "admin")

    def test_says_nothing_on_stdout_when_it_fails(self, chatferry: Command, config: Path) -> None:
        (config.parent / "chatferry.db").write_text("Buy milk.\n" * 1000)
        ended = chatferry("token", "create", "--role", "staff", "--name", "x", "--config", config)
        assert (ended.code, ended.out) == (Exit.FAILED, "")
        assert ended.error.startswith("storage.url: the database cannot be used (file is not a database); ")


class TestRun:
    async def test_serves_until_it_is_asked_to_stop(self, tmp_path: Path) -> None:
        sandbox = Sandbox(TOKEN)
        await sandbox.start()
        program = await asyncio.create_subprocess_exec(
            *[sys.executable, "-m", "bot", "run", "--config", f"{written(tmp_path, sandbox.url)}"],
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        async with asyncio.timeout(PATIENCE_SECONDS):
            assert program.stdout is not None
            said = (await program.stdout.readline()).decode()
            address = re.fullmatch(r"Desk: http://127\.0\.0\.1:(\d+) \(listening on 127\.0\.0\.1:\1\)\n", said)
            assert address is not None
            reader, writer = await asyncio.open_connection("127.0.0.1", int(address[1]))
            writer.write(b"GET /healthz HTTP/1.0\r\n\r\n")
            assert (await reader.readline()).split()[1] in {b"200", b"503"}
            writer.close()
            program.send_signal(signal.SIGINT)
            _, err = await program.communicate()
        await sandbox.stop()
        assert program.returncode == 0
        assert TOKEN not in err.decode()
        assert "Traceback" not in err.decode()

    def test_a_port_in_use_is_wrong_configuration(self, chatferry: Command, tmp_path: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            address = f"127.0.0.1:{taken.getsockname()[1]}"
            ended = chatferry("run", "--config", written(tmp_path, AWAY, address))
        assert ended.code == Exit.WRONG
        assert ended.error == (
            f"desk.listen: {address} cannot be used (Address already in use); choose another address or port"
        )

    def test_a_token_that_telegram_does_not_know_ends_it(self, chatferry: Command, tmp_path: Path) -> None:
        with refusing() as api_base:
            ended = chatferry("run", "--config", written(tmp_path, api_base))
        assert ended.code == Exit.WRONG
        assert ended.error == "telegram.token: Telegram does not know this token; copy it again from BotFather"

    def test_a_database_that_cannot_be_opened_ends_it(self, chatferry: Command, tmp_path: Path) -> None:
        ended = chatferry("run", "--config", written(tmp_path, AWAY, database="no/such.db"))
        assert ended.code == Exit.FAILED
        assert ended.error == (
            "storage.url: the database cannot be used (unable to open database file); "
            "create the folder and let this user write in it"
        )


def test_a_demo_whose_port_is_taken_says_so(chatferry: Command) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = chatferry("demo", "--no-browser", "--port", f"{port}")
    assert ended.code == Exit.FAILED
    assert ended.error.startswith(f"--port: {port} cannot be used (")
    assert ended.error.endswith("); choose another, or 0 for any free one")


class Refusal(BaseHTTPRequestHandler):
    """Telegram's answer to a token that it does not know."""

    def do_POST(self) -> None:
        body = b'{"ok": false, "error_code": 401, "description": "Unauthorized"}'
        self.send_response(401)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@contextmanager
def refusing() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Refusal) as server:
        serving = threading.Thread(target=server.serve_forever, args=[0.01])
        serving.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        serving.join()
