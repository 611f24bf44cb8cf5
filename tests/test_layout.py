"""The tree keeps to its rules, and each rule is shown to notice what breaks it."""

import ast
from pathlib import Path

import pytest

from tests import layout

ROOT = Path(__file__).parents[1]
FOLDERS = sorted(layout.FOLDERS | {"tests", "benchmarks"})
WRITTEN_BY_HAND = {".py", ".html", ".css", ".js"}


def files(*endings: str) -> dict[str, str]:
    """All texts of the tree by their path; what Alembic wrote from a template is none of ours."""
    return {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*")
        if path.suffix in endings and "versions" not in path.parts
    }


@pytest.fixture(scope="module")
def trees() -> dict[str, ast.Module]:
    return {path: ast.parse(text, path) for path, text in files(".py").items()}


def test_the_tree_is_found() -> None:
    assert {path.partition("/")[0] for path in files(".py")} >= layout.FOLDERS | {"tests"}


def test_imports_flow_inward(trees: dict[str, ast.Module]) -> None:
    assert [line for path, tree in trees.items() for line in layout.wrong_directions(path, tree)] == []


def test_no_import_hides_in_a_function(trees: dict[str, ast.Module]) -> None:
    assert [line for path, tree in trees.items() for line in layout.hidden_imports(path, tree)] == []


def test_only_the_clock_reads_the_time(trees: dict[str, ast.Module]) -> None:
    ours = {path: tree for path, tree in trees.items() if path.partition("/")[0] in layout.FOLDERS}
    assert [line for path, tree in ours.items() for line in layout.readings_of_the_time(path, tree)] == []


def test_no_file_is_too_long() -> None:
    assert [line for path, text in files(*WRITTEN_BY_HAND).items() for line in layout.too_long(path, text)] == []


def test_every_file_is_named_after_what_it_holds() -> None:
    assert [line for path in files(*WRITTEN_BY_HAND) for line in layout.no_noun(path)] == []


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("bot/due.py", "import handlers.start"),
        ("bot/due.py", "from broadcasts.sender import Sender"),
        ("bot/storage/tickets.py", "from ... import desk"),
        ("bot/due.py", "from bot import app"),
        ("bot/due.py", "from . import app"),
        ("bot/due.py", "from bot.__main__ import main"),
        ("handlers/start.py", "import desk"),
        ("handlers/start.py", "from sandbox.server import Sandbox"),
        ("broadcasts/sender.py", "from handlers import start"),
        ("desk/pages.py", "from broadcasts import sender"),
        ("sandbox/server.py", "from bot.clock import Clock"),
        ("sandbox/faults.py", "import bot"),
        ("sandbox/faults.py", "from sandbox.demo import play"),
        ("sandbox/faults.py", "from sandbox.rehearsal.wish import Wish"),
        ("sandbox/rehearsal/player.py", "from desk.pages import Pages"),
        ("sandbox/rehearsal/player.py", "from sandbox.demo import Demo"),
    ],
)
def test_a_wrong_direction_would_be_noticed(path: str, line: str) -> None:
    assert list(layout.wrong_directions(path, ast.parse(line)))


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("bot/app.py", "from desk.pages import pages"),
        ("bot/__main__.py", "from sandbox.demo import play"),
        ("bot/due.py", "from bot.clock import Clock"),
        ("handlers/start.py", "from bot.tickets import Light"),
        ("desk/pages.py", "import desk.reports, asyncio"),
        ("sandbox/server.py", "from sandbox.faults import Faults"),
        ("sandbox/rehearsal/stage.py", "from bot.app import App"),
        ("tests/bot/test_due.py", "from sandbox.server import Sandbox"),
    ],
)
def test_a_right_direction_is_let_pass(path: str, line: str) -> None:
    assert list(layout.wrong_directions(path, ast.parse(line))) == []


def test_a_hidden_import_would_be_noticed_but_one_for_types_is_let_pass() -> None:
    hidden = "class A:\n    async def f(self):\n        if True:\n            import os\n"
    typed = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import os\n"
    assert list(layout.hidden_imports("a.py", ast.parse(hidden))) == ["a.py:4 imports inside f"]
    assert list(layout.hidden_imports("a.py", ast.parse(typed))) == []


@pytest.mark.parametrize(
    "text",
    [
        "from datetime import datetime\ndatetime.now()",
        "import datetime as d\nd.datetime.now(d.UTC)",
        "from datetime import date as day\nfactory = day.today",
        "import time\ntime.time()",
        "from time import time_ns\ntime_ns()",
        "from sqlalchemy import func\nfunc.now()",
    ],
)
def test_a_reading_of_the_time_would_be_noticed(text: str) -> None:
    assert list(layout.readings_of_the_time("bot/due.py", ast.parse(text)))
    assert list(layout.readings_of_the_time("bot/clock.py", ast.parse(text))) == []


def test_durations_and_our_own_now_are_let_pass() -> None:
    text = "import time\nfrom bot.clock import Clock\ntime.monotonic()\ndef f(clock: Clock): return clock.now()"
    assert list(layout.readings_of_the_time("bot/due.py", ast.parse(text))) == []


def test_a_file_of_301_lines_would_be_noticed() -> None:
    assert list(layout.too_long("a.py", "x\n" * 300)) == []
    assert list(layout.too_long("a.py", "x\n" * 301)) == ["a.py has 301 lines: split it by noun"]


@pytest.mark.parametrize("path", ["bot/utils.py", "desk/helpers/pages.py", "sandbox/web/common.js"])
def test_a_name_that_says_nothing_would_be_noticed(path: str) -> None:
    assert list(layout.no_noun(path))
    assert list(layout.no_noun("bot/commonplace.py")) == []
