"""What a person can use is documented: commands in chat and on the command line, metrics, settings."""

import re
from pathlib import Path

import pytest
import typer.main

from bot.__main__ import app
from bot.languages import language
from bot.people import Role
from desk.health import METRICS
from handlers.commands import commands_of

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
OPERATIONS = (ROOT / "docs" / "operations.md").read_text("utf-8")


def documented_commands(role: str) -> set[str]:
    """The chat commands in the README's rows of one role."""
    commands, current = set(), ""
    for line in README.splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) == 5:
            current = cells[1] or current
            if current == role:
                commands |= set(re.findall(r"`/(\w+)", cells[2]))
    return commands


@pytest.mark.parametrize("role", list(Role))
def test_every_chat_command_is_in_the_table_of_its_role(role: Role) -> None:
    documented = documented_commands(role)
    if role is Role.ADMIN:
        documented |= documented_commands(Role.STAFF)
    assert documented == {command.command for command in commands_of(role, language("en"))}


def test_every_command_of_the_command_line_is_in_the_readme() -> None:
    commands = set(typer.main.get_group(app).commands)
    assert commands
    assert commands <= set(re.findall(r"^\| `chatferry (\w+)", README, re.MULTILINE))


def test_every_metric_is_in_the_table_and_no_other() -> None:
    assert {metric.name for metric in METRICS} == set(re.findall(r"^\| `(chatferry_\w+)", OPERATIONS, re.MULTILINE))


def test_every_part_of_healthz_is_in_the_table() -> None:
    documented = set(re.findall(r"`(\w+)`", "".join(re.findall(r"^\| (`.*?) \|", OPERATIONS, re.MULTILINE))))
    assert {"storage", "inbox", "sender", "telegram", "timekeeper", "files", "backlog", "dead_letters"} <= documented
