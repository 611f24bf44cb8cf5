"""`chatferry token list` and `revoke`: who may use the API, and who may no longer."""

import asyncio
import os
from pathlib import Path

import pytest

from bot.__main__ import Exit
from bot.settings import load
from bot.storage import record
from bot.storage.record import Filters
from bot.tokens import opened, operator
from tests.bot.commandline import Command


def made(chatferry: Command, config: Path, name: str, role: str = "staff") -> str:
    """Its secret."""
    return chatferry("token", "create", "--role", role, "--name", name, "--config", config).out.splitlines()[-1]


def test_tokens_are_listed_without_their_secrets(chatferry: Command, config: Path) -> None:
    secrets = [made(chatferry, config, "[red]CRM"), made(chatferry, config, "shop\x1b[2J", "admin")]
    listed = chatferry("token", "list", "--config", config)
    assert (listed.code, listed.err) == (0, "")
    first, second = listed.out.splitlines()
    assert first.split()[1:2] + first.split()[3:] == ["staff", "[red]CRM"]
    assert second.split()[1:2] + second.split()[3:] == ["admin", "shop\ufffd[2J"]
    assert not any(secret[:8] in listed.out for secret in secrets)


def test_a_token_is_revoked_by_its_name_or_its_id(chatferry: Command, config: Path) -> None:
    for name in ("CRM", "shop"):
        made(chatferry, config, name)
    assert chatferry("token", "revoke", "CRM", "--config", config).out.startswith("Revoked: ")
    number = chatferry("token", "list", "--config", config).out.splitlines()[1].split()[0]
    assert chatferry("token", "revoke", number, "--config", config).code == 0
    assert chatferry("token", "list", "--config", config).out.count("(revoked ") == 2
    again = chatferry("token", "revoke", "CRM", "--config", config)
    assert (again.code, again.error) == (
        Exit.FAILED,
        "CRM: there is no token of this id or name; see chatferry token list",
    )


async def test_who_made_and_revoked_one_and_when_is_in_the_record(chatferry: Command, config: Path) -> None:
    secret = await asyncio.to_thread(made, chatferry, config, "CRM", "admin")
    await asyncio.to_thread(chatferry, "token", "revoke", "CRM", "--config", config)
    async with opened(load(config)) as database, database.reading() as tx:
        ended, begun = (line.change for line in await record.page(tx, Filters(subject="tokens"), limit=9))
    told = {"name": "CRM", "role": "admin"}
    assert [(one.before, one.after) for one in (begun, ended)] == [(None, told), (told, None)]
    assert begun.item == ended.item
    assert begun.at < ended.at
    assert begun.person_name == ended.person_name == operator()
    assert secret[:6] not in str((begun, ended))


def test_who_has_no_name_on_the_machine_is_named_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(os, "getuid", lambda: 2**31 - 7)
    assert operator() == "terminal"
    monkeypatch.setenv("LOGNAME", "ada")
    assert operator() == "ada (terminal)"


def test_a_name_that_several_have_revokes_none(chatferry: Command, config: Path) -> None:
    for _ in range(2):
        made(chatferry, config, "CRM")
    refused = chatferry("token", "revoke", "CRM", "--config", config)
    assert (refused.code, "name one by its id: " in refused.error) == (Exit.FAILED, True)
    assert "revoked" not in chatferry("token", "list", "--config", config).out
