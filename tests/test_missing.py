"""What is skipped for want of a program is said at the end, and fails in CI."""

import re
from pathlib import Path

import pytest

from tests.missing import CHROMIUM, POSTGRES, PROGRAMS, last_lines


def skipped(name: str, reason: str) -> pytest.TestReport:
    return pytest.TestReport(name, (name, 1, name), {}, "skipped", (name, 1, f"Skipped: {reason}"), "setup")


def test_a_missing_program_skips_here_and_fails_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="PostgreSQL is missing"):
        POSTGRES.leave_out()
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="PostgreSQL is missing, and in CI"):
        POSTGRES.leave_out()


def test_the_last_lines_name_the_tests_and_the_package() -> None:
    reports = [skipped("b", CHROMIUM.reason), skipped("c", "not today"), skipped("a", CHROMIUM.reason)]
    assert list(last_lines(reports)) == [
        "Skipped, because Chromium is missing: 2",
        "  a",
        "  b",
        "  To run them, install it and call `make test` again; on Debian: apt-get install chromium libatomic1",
    ]


def test_there_are_no_last_lines_when_nothing_was_missing() -> None:
    assert list(last_lines([skipped("c", "not today")])) == []


def test_the_packages_are_those_that_the_build_installs() -> None:
    script = Path(__file__).with_name("packages.sh").read_text(encoding="utf-8")
    installed = set(re.findall(r'missing="(?:\$missing )?([a-z0-9]+)"', script))
    assert installed == {name for program in PROGRAMS for name in program.packages.split()}
