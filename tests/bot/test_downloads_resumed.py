"""A download that was broken off goes on from there, after a restart too."""

from sqlalchemy import update

from bot.shelf import new_name
from bot.storage.schema import files as table
from sandbox.faults import Faults, NextFault
from tests.bot.attachments import JPEG, LOG, document, downloads, on_disk, rows, settled, stored
from tests.ferry import ANN, Ferry


async def test_a_broken_download_goes_on_from_where_it_broke(ferry: Ferry) -> None:
    breaks = [NextFault("download", 1, cut_at=400_000), NextFault("download", 1, cut_at=300_000)]
    ferry.sandbox.api.faults = Faults(latency_seconds=0.01, methods=["download"], next=breaks)
    await ferry.hear(ANN, files=[document()])
    (row,) = await settled(ferry)
    assert stored(ferry, row) == LOG
    # What had come when the connection broke is not asked for again; the very last bytes may have been lost with it.
    first, *later = [call.params["range"] for call in downloads(ferry)]
    one, two = [int(asked.removeprefix("bytes=").removesuffix("-")) for asked in later]
    assert first == ""
    assert 0 < one <= 400_000
    assert one < two <= one + 300_000
    assert on_disk(ferry) == {row.stored_as}


async def test_a_part_that_does_not_fit_is_begun_anew(ferry: Ferry) -> None:
    ferry.sandbox.api.faults = Faults(next=[NextFault("download", 1, cut_at=1000)])
    await ferry.hear(ANN, files=[document(LOG[:5000])])

    async def broken() -> bool:
        return bool((await rows(ferry))[0].attempts == 1)

    await ferry.until(broken)
    (row,) = await rows(ferry)
    await ferry.app.shelf.write(row.stored_as, 1000, b"x" * 9000)
    (row,) = await settled(ferry)
    assert [call.params["range"] for call in downloads(ferry)] == ["", "bytes=10000-", ""]
    assert stored(ferry, row) == LOG[:5000]


async def test_a_part_that_is_whole_already_need_not_come_again(ferry: Ferry) -> None:
    ferry.sandbox.api.faults = Faults(next=[NextFault("download", 1, 502)])
    await ferry.hear(ANN, files=[document()])

    async def refused() -> bool:
        return bool((await rows(ferry))[0].attempts == 1)

    await ferry.until(refused)
    (row,) = await rows(ferry)
    await ferry.app.shelf.write(row.stored_as, 0, LOG)
    (row,) = await settled(ferry)
    assert downloads(ferry)[-1].params["range"] == f"bytes={len(LOG)}-"
    assert stored(ferry, row) == LOG


async def test_a_restart_in_the_middle_goes_on_from_there(ferry: Ferry) -> None:
    ferry.sandbox.api.faults = Faults(latency_seconds=0.02, methods=["download"])
    await ferry.hear(ANN, files=[document()])

    async def begun() -> bool:
        (row,) = await rows(ferry)
        return await ferry.app.shelf.part_size(row.stored_as) > 200_000

    await ferry.until(begun)
    (row,) = await rows(ferry)
    await ferry.stop()
    there = await ferry.app.shelf.part_size(row.stored_as)
    assert there < len(LOG)
    await ferry.start()
    (row,) = await settled(ferry)
    assert stored(ferry, row) == LOG
    # They are logged when they end: the one that was broken off perhaps after the other.
    await ferry.until(lambda: len(downloads(ferry)) == 2)
    assert {call.params["range"] for call in downloads(ferry)} == {"", f"bytes={there}-"}


async def test_a_crash_between_the_last_byte_and_the_books_costs_nothing(ferry: Ferry) -> None:
    await ferry.hear(ANN, files=[document()])
    (row,) = await settled(ferry)
    async with ferry.database.transaction() as tx:
        await tx.execute(update(table).values(state="waiting", stored_size=None, media_type=None))
    await ferry.stop()
    await ferry.start()
    (again,) = await settled(ferry)
    assert again == row
    assert len(downloads(ferry)) == 1


async def test_at_start_parts_that_nobody_waits_for_go_and_committed_uploads_get_their_names(ferry: Ferry) -> None:
    ferry.sandbox.api.faults = Faults(next=[NextFault("download", 1, cut_at=1000)])
    await ferry.hear(ANN, files=[document(JPEG), document(LOG)])
    fetched = await settled(ferry)
    shelf, orphan, upload = ferry.app.shelf, new_name(), new_name()
    for name in (orphan, upload):
        await shelf.write(name, 0, b"x")
    async with ferry.database.transaction() as tx:
        await tx.execute(table.insert().values(kind="document", entry_id=1, state="stored", stored_as=upload))
    await ferry.stop()
    await ferry.start()
    assert on_disk(ferry) == {upload, *(row.stored_as for row in fetched)}
