"""Configuration files that tests write and load."""

import re
from pathlib import Path

import pytest

from bot.errors import ConfigurationError
from bot.settings import Settings, load

TOKEN = "123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"
SMALLEST = f"""
[company]
name = "Ferry"
timezone = "Asia/Shanghai"
[telegram]
token = "{TOKEN}"
[people]
admins = [1]
[transition]
launch = 2027-03-15T09:00:00+08:00
"""


def settings_of(folder: Path, text: str = SMALLEST) -> Settings:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return load(path)


def refusals(folder: Path, text: str) -> list[str]:
    """The lines of the refusal, without the name of the file with which each begins."""
    with pytest.raises(ConfigurationError) as caught:
        settings_of(folder, text)
    # A log that prints contexts would print the values with it.
    assert caught.value.__context__ is None
    return [line.removeprefix(f"{folder / 'config.toml'}: ") for line in caught.value.lines]


def with_key(section: str, line: str) -> str:
    """The smallest configuration with one key set, in place of its former value."""
    name = line.partition("=")[0].strip()
    text = re.sub(rf"(?m)^{name} = .*\n", "", SMALLEST)
    if f"[{section}]" not in text:
        text += f"[{section}]\n"
    return text.replace(f"[{section}]\n", f"[{section}]\n{line}\n")
