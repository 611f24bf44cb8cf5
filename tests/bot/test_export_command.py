"""`chatferry export` and `chatferry import` as a person types them."""

import asyncio
from pathlib import Path

import pytest

from bot.__main__ import Exit
from bot.exports.contents import TABLES
from bot.storage.database import Database
from bot.storage.migrate import migrate
from tests.bot.commandline import AWAY, Command, written
from tests.bot.exports.cargo import everything, load


async def loaded(folder: Path) -> object:
    database = Database(f"sqlite+aiosqlite:///{folder / 'chatferry.db'}")
    await migrate(database)
    await load(database)
    found = await everything(database)
    await database.close()
    return found


async def all_of(path: Path) -> object:
    database = Database(f"sqlite+aiosqlite:///{path}")
    found = await everything(database)
    await database.close()
    return found


@pytest.mark.parametrize("name", ["export", "export.zip"])
def test_an_export_is_written_and_restored(chatferry: Command, config: Path, tmp_path: Path, name: str) -> None:
    before = asyncio.run(loaded(tmp_path))
    ended = chatferry("export", tmp_path / name, "--config", config)
    assert (ended.code, ended.err) == (Exit.OK, "")
    assert f"rows of {len(TABLES)} tables and 0 attachments." in ended.out
    assert "is not in the folder for attachments" in ended.out
    empty = written(tmp_path, AWAY, database="other.db")
    ended = chatferry("import", tmp_path / name, "--config", empty)
    assert (ended.code, ended.err) == (Exit.OK, "")
    assert ended.out.startswith("Restored ")
    assert "Not in an export: api_tokens, tokens of the API: make new ones with chatferry token create." in ended.out
    assert asyncio.run(all_of(tmp_path / "other.db")) == before
    ended = chatferry("import", tmp_path / name, "--config", empty)
    assert (ended.code, ended.error) == (
        Exit.FAILED,
        "the database is not empty: accounts has rows; name a new one in storage.url",
    )


def test_there_must_be_something_to_export(chatferry: Command, config: Path, tmp_path: Path) -> None:
    ended = chatferry("export", tmp_path / "export", "--config", config)
    assert ended.code == Exit.FAILED
    assert ended.error.endswith("chatferry.db is not there; name the database in storage.url")


def test_a_list_is_imported(chatferry: Command, config: Path, tmp_path: Path) -> None:
    people = tmp_path / "customers.csv"
    people.write_text("id,name,company,shoes\n1,Ann,Harbour Ltd,44\n2,,Harbour Ltd,43\n")
    ended = chatferry("import", people, "--config", config)
    assert ended.code == Exit.FAILED
    assert ended.out.splitlines() == [
        "Line 3, name: is empty; write it there.",
        "Not read: shoes.",
        "1 new, 0 changed, 0 as before, 1 with faults; 1 new companies.",
        "Nothing is written: mend the lines above, or add --skip-bad to take the others.",
    ]
    ended = chatferry("import", people, "--dry-run", "--config", config)
    assert (ended.code, ended.out.splitlines()[-1]) == (Exit.OK, "Nothing is written: this was a dry run.")
    ended = chatferry("import", people, "--skip-bad", "--config", config)
    assert (ended.code, ended.out.splitlines()[-1]) == (
        Exit.OK,
        "1 new, 0 changed, 0 as before, 1 with faults; 1 new companies.",
    )


def test_what_is_wrong_with_the_arguments_is_one_line(chatferry: Command, config: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_text("")
    ended = chatferry("import", tmp_path / "empty.csv", "--config", config)
    assert (ended.code, ended.error) == (
        Exit.FAILED,
        f"{tmp_path / 'empty.csv'}: The file is empty; the first line holds the headings.",
    )
    ended = chatferry("import", tmp_path, "--skip-bad", "--config", config)
    assert (ended.code, ended.error) == (Exit.WRONG, "--skip-bad: is for CSV files alone; leave it out")
    assert chatferry("import", tmp_path / "nowhere", "--config", config).code == Exit.WRONG
