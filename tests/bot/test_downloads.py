"""What customers attach is fetched in the background, whatever happens on the way."""

import logging
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.downloads import MOST_AT_ONCE, MOST_REFUSALS
from bot.files import FileState
from bot.shelf import new_name
from bot.storage import files
from bot.storage.schema import files as table
from sandbox.faults import Faults, NextFault
from tests.bot.attachments import (
    JPEG,
    LOG,
    PNG,
    document,
    downloads,
    on_disk,
    photo,
    rows,
    settled,
    states,
    stored,
    try_again,
    under_way,
)
from tests.ferry import ANN, TOKEN, WANG, Ferry

REFUSED = "Bad Request: wrong file_id or the file is temporarily unavailable"


async def test_a_file_is_fetched_and_kept_under_a_name_of_ours(ferry: Ferry) -> None:
    await ferry.hear(ANN, caption="see", files=[document(name="../../运单\u202egpj.exe")])
    (row,) = await settled(ferry)
    assert (row.state, row.stored_size, row.media_type) == ("stored", len(LOG), "application/octet-stream")
    assert stored(ferry, row) == LOG
    assert row.name == "../../运单\u202egpj.exe"
    assert on_disk(ferry) == {row.stored_as}
    (ticket,) = await ferry.tickets()
    (entry,) = await ferry.thread(ticket)
    assert [file.kept.state for file in entry.files if file.kept] == [FileState.STORED]


async def test_a_photo_is_fetched_in_full_and_small(ferry: Ferry) -> None:
    await ferry.hear(ANN, files=[photo()])
    large, small = await settled(ferry)
    assert (large.preview_of, small.preview_of) == (None, large.id)
    assert large.telegram_file_id != small.telegram_file_id
    assert (large.media_type, small.media_type) == ("image/png", "image/png")
    (ticket,) = await ferry.tickets()
    ((file,),) = [entry.files for entry in await ferry.thread(ticket)]
    assert file.kept is not None
    assert file.kept.picture == file.kept.preview
    assert file.kept.picture is not None
    assert file.kept.picture.id == small.id


async def test_every_part_of_an_album_is_fetched(ferry: Ferry) -> None:
    await ferry.hear(ANN, files=[photo(PNG + bytes([number])) for number in range(7)])
    fetched = await settled(ferry)
    assert {stored(ferry, row)[-1] for row in fetched if row.preview_of is None} == set(range(7))
    assert len(fetched) == 14


async def test_no_more_than_a_few_are_fetched_at_once(ferry: Ferry) -> None:
    ferry.sandbox.api.faults = Faults(latency_seconds=0.02, methods=["download"], next=[NextFault("getFile", 10, 500)])
    await ferry.hear(ANN, files=[document(LOG[:100]) for _ in range(10)])

    async def all_refused() -> bool:
        return not under_way() and [row.attempts for row in await rows(ferry)] == [1] * 10

    await ferry.until(all_refused)
    # Then all are due at the same moment.
    try_again(ferry)
    most = 0

    def count() -> bool:
        nonlocal most
        most = max(most, under_way())
        return len(downloads(ferry)) == 10

    await ferry.until(count)
    assert most == MOST_AT_ONCE
    assert {row.state for row in await settled(ferry)} == {"stored"}


@pytest.mark.parametrize("method", ["getFile", "download"])
@pytest.mark.parametrize(("code", "retry_after"), [(429, 7), (500, None), (502, None), (401, None)])
async def test_what_fails_on_the_way_is_tried_again(
    ferry: Ferry, method: str, code: int, retry_after: int | None
) -> None:
    ferry.sandbox.api.faults = Faults(next=[NextFault(method, 2, code, retry_after=retry_after)])
    await ferry.hear(ANN, files=[document()])
    (row,) = await settled(ferry)
    assert (row.state, row.attempts, row.error, row.retry_at) == ("stored", 2, None, None)
    assert stored(ferry, row) == LOG
    assert (await ferry.app.health())["ok"]


async def test_as_long_as_telegram_asks_for_it_is_waited(ferry: Ferry) -> None:
    ferry.sandbox.api.faults = Faults(next=[NextFault("getFile", 1, 429, retry_after=300)])
    await ferry.hear(ANN, files=[document()])

    async def noted() -> bool:
        return bool((await rows(ferry))[0].attempts == 1)

    await ferry.until(noted)
    (row,) = await rows(ferry)
    assert (row.retry_at - ferry.clock.now()).total_seconds() == 300
    ferry.forward(seconds=299)
    ferry.app.fetching.ring()
    await ferry.hear(ANN, "anything else to make time pass")
    assert downloads(ferry) == []
    ferry.forward(seconds=1)
    ferry.app.fetching.ring()
    assert [row.state for row in await settled(ferry)] == ["stored"]


@pytest.mark.parametrize("data", [b"", b"x"])
async def test_the_smallest_files_are_files_too(ferry: Ferry, data: bytes) -> None:
    await ferry.hear(ANN, files=[document(data)])
    (row,) = await settled(ferry)
    assert (row.state, row.stored_size) == ("stored", len(data))


async def test_what_telegram_refuses_for_good_is_gone_and_said_so(ferry: Ferry) -> None:
    ferry.sandbox.api.faults = Faults(next=[NextFault("getFile", 1000, 400, description=REFUSED)])
    await ferry.hear(ANN, files=[document()])
    (row,) = await settled(ferry)
    assert (row.state, row.error) == ("gone", REFUSED)
    assert len(ferry.sandbox.api.calls.after(method="getFile")) == MOST_REFUSALS
    assert (await ferry.app.health())["ok"]


async def test_one_file_that_is_refused_holds_up_no_other(ferry: Ferry) -> None:
    ferry.sandbox.api.faults = Faults(next=[NextFault("getFile", MOST_AT_ONCE, 400, description=REFUSED)])
    await ferry.hear(ANN, files=[document(LOG[:100]) for _ in range(MOST_AT_ONCE + 1)])

    async def last_is_there() -> bool:
        return (await states(ferry)).count("stored") == 1

    await ferry.until(last_is_there)
    assert {row.state for row in await settled(ferry)} == {"stored"}


async def test_a_full_disk_is_red_and_loses_nothing(ferry: Ferry, caplog: pytest.LogCaptureFixture) -> None:
    ferry.sandbox.api.faults = Faults(next=[NextFault("getFile", 1, 500)])
    await ferry.hear(ANN, files=[document()])

    async def noted() -> bool:
        return bool((await rows(ferry))[0].attempts == 1)

    await ferry.until(noted)
    (row,) = await rows(ferry)
    part = ferry.app.shelf.path(row.stored_as).with_suffix(".part")
    part.parent.mkdir(parents=True)
    part.symlink_to("/dev/full")
    try_again(ferry)
    await ferry.until(lambda: ferry.app.downloads.error is not None)
    health = await ferry.app.health()
    assert (health["ok"], health["files"]["ok"]) == (False, False)
    assert "No space left on device" in health["files"]["error"]
    part.unlink()
    (row,) = await settled(ferry)
    assert stored(ferry, row) == LOG
    assert (await ferry.app.health())["ok"]
    assert "No space left on device" in caplog.text


async def test_erased_files_leave_the_disk_and_their_rows_stay(ferry: Ferry) -> None:
    await ferry.hear(ANN, caption="mine", files=[photo(), document()])
    await ferry.hear(WANG, files=[document(JPEG, "wang.jpg")])
    before = await settled(ferry)
    async with ferry.database.transaction() as tx:
        names = await files.erase_of_customer(tx, ANN)
    assert sorted(names) == sorted(row.stored_as for row in before[:3])
    ferry.app.fetching.ring()
    await ferry.until(lambda: on_disk(ferry) == {before[3].stored_as})

    async def forgotten() -> bool:
        return [row.stored_as for row in await rows(ferry)] == [None, None, None, before[3].stored_as]

    await ferry.until(forgotten)
    after = await rows(ferry)
    assert [(row.state, row.name, row.telegram_file_id) for row in after[:3]] == [("erased", None, None)] * 3
    assert (after[3].state, after[3].name) == ("stored", "wang.jpg")
    async with ferry.database.transaction() as tx:
        assert await files.erase_of_customer(tx, ANN) == []


async def test_a_file_that_is_erased_on_its_way_does_not_stay(ferry: Ferry) -> None:
    ferry.sandbox.api.faults = Faults(latency_seconds=0.02, methods=["download"])
    await ferry.hear(ANN, files=[document()])

    async def begun() -> bool:
        (row,) = await rows(ferry)
        return await ferry.app.shelf.part_size(row.stored_as) > 200_000

    await ferry.until(begun)
    async with ferry.database.transaction() as tx:
        await files.erase_of_customer(tx, ANN)
    ferry.app.fetching.ring()
    await ferry.until(lambda: not under_way())
    assert await states(ferry) == ["erased"]
    assert on_disk(ferry) == set()


async def test_the_token_is_in_nothing_that_is_stored_or_logged(
    ferry: Ferry, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    ferry.sandbox.api.faults = Faults(
        next=[
            NextFault("getFile", 1, 429, retry_after=1),
            NextFault("getFile", 1, 502),
            NextFault("getFile", 1, 400, description=REFUSED),
            NextFault("download", 1, 404),
            NextFault("download", 1, 502),
            NextFault("download", 1, cut_at=100_000),
        ]
    )
    errors: set[str] = set()
    await ferry.hear(ANN, files=[document()])

    async def done() -> bool:
        (row,) = await rows(ferry)
        errors.add(str(row.error))
        if row.retry_at and not under_way():
            try_again(ferry)
        return bool(row.state == "stored")

    await ferry.until(done)
    await ferry.sandbox.stop()
    async with ferry.database.transaction() as tx:
        await tx.execute(update(table).values(state="waiting", stored_as=new_name(), retry_at=None))
    ferry.app.fetching.ring()

    async def unreachable() -> bool:
        (row,) = await rows(ferry)
        errors.add(str(row.error))
        return "ClientConnectorError" in str(row.error)

    await ferry.until(unreachable)
    assert len(errors) >= 3
    secret = TOKEN.partition(":")[2]
    assert all(secret not in error for error in errors)
    assert secret not in caplog.text
    assert (tmp_path / "ferry.db").exists()
    assert _with(secret, tmp_path) == []


def _with(words: str, folder: Path) -> list[Path]:
    """The files that these words stand in."""
    return [path for path in folder.rglob("*") if path.is_file() and words.encode() in path.read_bytes()]
