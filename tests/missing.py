"""Programs that a machine may lack: their tests are skipped, and the run's last lines say which and how to get them."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn

import pytest


@dataclass(frozen=True, slots=True)
class Program:
    """A program that some tests need; `marker` is what those tests are marked with, `packages` are Debian's."""

    name: str
    marker: str
    packages: str

    @property
    def reason(self) -> str:
        return f"{self.name} is missing"

    def leave_out(self) -> NoReturn:
        """Skip the test that asked for it; in CI, where everything must run, fail it."""
        if os.environ.get("CI") == "true":
            pytest.fail(f"{self.reason}, and in CI no test may be skipped for it", pytrace=False)
        pytest.skip(self.reason)


POSTGRES = Program("PostgreSQL", "postgres", "postgresql")
CHROMIUM = Program("Chromium", "browser", "chromium libatomic1")
FAKETIME = Program("faketime", "faketime", "faketime")
PROGRAMS = (POSTGRES, CHROMIUM, FAKETIME)


def last_lines(skipped: list[pytest.TestReport]) -> Iterator[str]:
    """What to tell at the very end, of all that was skipped."""
    for program in PROGRAMS:
        names = sorted(
            report.nodeid
            for report in skipped
            if isinstance(report.longrepr, tuple) and report.longrepr[2] == f"Skipped: {program.reason}"
        )
        if names:
            yield f"Skipped, because {program.name} is missing: {len(names)}"
            yield from (f"  {name}" for name in names)
            yield f"  To run them, install it and call `make test` again; on Debian: apt-get install {program.packages}"
