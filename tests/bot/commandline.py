"""The command line in the test's own process: as the installed command, and much sooner."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.__main__ import main
from tests.bot.configuration import SMALLEST

PATIENCE_SECONDS = 60
AWAY = "http://127.0.0.1:1"
"""Where no server is."""


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str

    @property
    def error(self) -> str:
        """The one line that it says on stderr."""
        [line] = self.err.splitlines()
        return line.removeprefix("error: ")


Command = Callable[..., Ended]


@pytest.fixture
def chatferry(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """The command line in this process: as the installed command, and much sooner."""

    def run(*arguments: str | Path) -> Ended:
        monkeypatch.setattr(sys, "argv", ["chatferry", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        code = ended.value.code
        said = capsys.readouterr()
        return Ended(code if isinstance(code, int) else 0, said.out, said.err)

    return run


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A valid file, whose server is away."""
    return written(tmp_path, AWAY)


def written(folder: Path, api_base: str, listen: str = "127.0.0.1:0", database: str = "chatferry.db") -> Path:
    path = folder / "config.toml"
    text = SMALLEST.replace("[telegram]\n", f'[telegram]\napi_base = "{api_base}"\n')
    text += f'[desk]\nlisten = "{listen}"\n'
    text += f'[storage]\nurl = "sqlite+aiosqlite:///{folder / database}"\nfiles = "{folder / "files"}"\n'
    path.write_text(text, encoding="utf-8")
    return path
