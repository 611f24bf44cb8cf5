"""`chatferry rehearse`: a report and a line, or one line of what is wrong, and the exit code."""

import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.__main__ import main
from sandbox.rehearsal.destination import destination

CONFIG = """
[company]
name = "Galaxy"
timezone = "Asia/Shanghai"
[telegram]
token = "123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"
[people]
admins = [501]
[transition]
launch = 2027-03-19T09:00:00+08:00
days = 20
announce_from = 2027-03-19
[storage]
url = "sqlite+aiosqlite:///{folder}/real.db"
files = "{folder}/files"
"""


@pytest.fixture
def config(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "config.toml"
    path.write_text(CONFIG.format(folder=tmp_path))
    before = logging.root.level, list(logging.root.handlers)
    yield path
    logging.root.setLevel(before[0])
    logging.root.handlers[:] = before[1]


def exit_code(monkeypatch: pytest.MonkeyPatch, config: Path, *options: str) -> int:
    monkeypatch.setattr(sys, "argv", ["chatferry", "rehearse", "--config", str(config), *options])
    with pytest.raises(SystemExit) as ended:
        main()
    code = ended.value.code
    assert isinstance(code, int) or code is None
    return code or 0


def test_it_writes_a_report_and_says_in_a_line_how_it_went(
    config: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    report = config.with_name("report.html")
    options = ["--customers", "2", "--groups", "1", "--rights-missing", "0", "--report", str(report)]
    assert exit_code(monkeypatch, config, *options, "--temperaments", "eager=1", "--language", "zh") == 0
    assert "2 of 2 migrated, 0 holdouts" in capsys.readouterr().out
    assert '<html lang="zh">' in report.read_text(encoding="utf-8")
    assert sorted(path.name for path in config.parent.iterdir()) == ["config.toml", "report.html"]


@pytest.mark.parametrize(
    ("options", "line"),
    [
        (["--temperaments", "lazy=1"], "error: --temperaments: 'lazy=1' is not like eager=20"),
        (["--report", "/nowhere/at/all/report.html"], "error: --report: /nowhere/at/all/report.html cannot be written"),
        (["--customers", "0"], "error: Invalid value for '--customers'"),
    ],
)
def test_a_wrong_option_is_told_in_a_line_before_anything_is_played(
    config: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    options: list[str],
    line: str,
) -> None:
    report = ["--report", str(config.with_name("report.html"))] if "--report" not in options else []
    assert exit_code(monkeypatch, config, *report, *options) == 2
    said = capsys.readouterr()
    assert said.err.startswith(line)
    assert said.err.count("\n") == 1
    assert not config.with_name("report.html").exists()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("config.toml", "holds the configuration or data of the program"),
        ("real.db", "holds the configuration or data of the program"),
        ("real.db-wal", "holds the configuration or data of the program"),
        ("link.html", "holds the configuration or data of the program"),
        ("hard.html", "holds the configuration or data of the program"),
        ("files/ab/report.html", "lies in the folder for attachments"),
        ("files", "holds the configuration or data of the program"),
        ("folder", "is a folder"),
        ("notes.txt", "is there already, and is no report"),
    ],
)
def test_a_report_never_takes_the_place_of_something_else(
    config: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, said: str
) -> None:
    folder = config.parent
    (folder / "files/ab").mkdir(parents=True)
    (folder / "folder").mkdir()
    for kept in ("real.db", "notes.txt", "files/ab/report.html"):
        (folder / kept).write_text("kept")
    (folder / "link.html").symlink_to(folder / "real.db")
    (folder / "hard.html").hardlink_to(folder / "real.db")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert exit_code(monkeypatch, config, "--customers", "1", "--report", str(folder / name)) == 2
    shown = capsys.readouterr().err
    assert shown == f"error: --report: {folder / name} {said}; name another file for the report\n"
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_an_earlier_report_stays_until_the_new_one_is_whole(tmp_path: Path) -> None:
    for name in ("report.html", "report"):
        report = tmp_path / name
        report.write_text('<!doctype html>\n<html lang="en">earlier')
        with pytest.raises(ZeroDivisionError), destination(report, []):
            raise ZeroDivisionError
        assert report.read_text().endswith("earlier")
        with destination(report, []) as write:
            assert report.read_text().endswith("earlier")
            write("new")
        assert report.read_text() == "new"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report", "report.html"]


def test_control_c_ends_it_cleanly_without_a_report(
    config: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    report = config.with_name("report.html")
    later = threading.Timer(3, os.kill, (os.getpid(), signal.SIGINT))
    later.start()
    try:
        assert exit_code(monkeypatch, config, "--customers", "300", "--report", str(report)) == 1
    finally:
        later.cancel()
        later.join()
    assert capsys.readouterr().err == "error: stopped; there is no report, and nothing else is left of it\n"
    assert not report.exists()
