"""The folder for attachments."""

import re
from pathlib import Path

import pytest

from bot.files import UNTOLD
from bot.shelf import Shelf, ShelfTrouble, new_name


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "files")


async def test_a_file_grows_in_pieces_and_is_whole_only_when_finished(shelf: Shelf) -> None:
    name = new_name()
    assert (await shelf.part_size(name), await shelf.whole_size(name)) == (0, None)
    await shelf.write(name, 0, b"%PDF-")
    await shelf.write(name, 5, b"1.7")
    assert (await shelf.part_size(name), await shelf.whole_size(name)) == (8, None)
    assert await shelf.parts() == [name]
    await shelf.finish(name)
    assert (await shelf.part_size(name), await shelf.whole_size(name)) == (0, 8)
    assert await shelf.parts() == []
    assert shelf.path(name).read_bytes() == b"%PDF-1.7"
    assert await shelf.media_type(name) == "application/pdf"


async def test_beginning_anew_forgets_what_was_there(shelf: Shelf) -> None:
    name = new_name()
    await shelf.write(name, 0, b"something long")
    await shelf.write(name, 0, b"short")
    await shelf.finish(name)
    assert shelf.path(name).read_bytes() == b"short"


async def test_an_empty_file_is_a_file(shelf: Shelf) -> None:
    name = new_name()
    await shelf.write(name, 0, b"")
    assert await shelf.media_type(name) == UNTOLD
    await shelf.finish(name)
    assert await shelf.whole_size(name) == 0


async def test_removing_takes_whole_and_part_and_is_no_trouble_twice(shelf: Shelf) -> None:
    whole, part = new_name(), new_name()
    for name in (whole, part):
        await shelf.write(name, 0, b"x")
    await shelf.finish(whole)
    for name in (whole, part, part):
        await shelf.remove(name)
    assert [path for path in shelf.path(whole).parents[1].rglob("*") if path.is_file()] == []


def test_names_are_generated_and_no_other_is_taken(shelf: Shelf) -> None:
    assert re.fullmatch(r"([0-9a-f]{2})/\1[0-9a-f]{30}", new_name())
    for name in ("../../etc/passwd", "ab/../x", "/etc/passwd", "", "ab/" + "G" * 32, new_name() + "\n"):
        with pytest.raises(ValueError, match="no name of a file of ours"):
            shelf.path(name)


async def test_other_peoples_files_in_the_folder_are_let_alone(shelf: Shelf) -> None:
    folder = shelf.path(new_name()).parents[1]
    (folder / "ab").mkdir(parents=True)
    (folder / "ab" / "notes.part").write_text("mine")
    assert await shelf.parts() == []


async def test_nobody_else_on_the_machine_may_read_a_file(shelf: Shelf) -> None:
    name = new_name()
    await shelf.write(name, 0, b"x")
    await shelf.finish(name)
    assert shelf.path(name).stat().st_mode & 0o077 == 0


async def test_a_full_disk_is_told_in_one_line_with_a_mend(shelf: Shelf) -> None:
    name = new_name()
    part = shelf.path(name).with_suffix(".part")
    part.parent.mkdir(parents=True)
    part.symlink_to("/dev/full")
    with pytest.raises(ShelfTrouble, match=r"No space left on device.*free space on its disk"):
        await shelf.write(name, 0, b"x")
    assert "No space left" in (shelf.error or "")
    await shelf.try_out()
    assert shelf.error is None


async def test_the_error_stays_for_as_long_as_the_folder_is_none(shelf: Shelf) -> None:
    folder = shelf.path(new_name()).parents[1]
    folder.write_text("a file is in the way")
    for _ in range(2):
        with pytest.raises(ShelfTrouble, match="let this user create and write it"):
            await (shelf.write(new_name(), 0, b"x") if shelf.error is None else shelf.try_out())
    folder.unlink()
    await shelf.try_out()
    assert shelf.error is None
    assert await shelf.parts() == []
