"""`chatferry token list` and `revoke`: who may use the API, and who may no longer."""

from pathlib import Path

from bot.__main__ import Exit
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


def test_a_name_that_several_have_revokes_none(chatferry: Command, config: Path) -> None:
    for _ in range(2):
        made(chatferry, config, "CRM")
    refused = chatferry("token", "revoke", "CRM", "--config", config)
    assert (refused.code, "name one by its id: " in refused.error) == (Exit.FAILED, True)
    assert "revoked" not in chatferry("token", "list", "--config", config).out
