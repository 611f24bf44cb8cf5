"""The inbox: durable before acknowledged, in order within a chat, and taken up again after a stop."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

from bot.clock import ManualClock
from bot.intake import AT_ONCE, MOST_BACKLOG, TRIES
from bot.storage import updates
from bot.storage.database import Database
from tests.bot.handling import Handling, update
from tests.bot.storage_trouble import full_disk, locked, until


class TestReceiving:
    async def test_an_update_is_durable_before_it_is_acknowledged(
        self, handling: Handling, database_file: Path
    ) -> None:
        handling.hold(1)
        await handling.inbox.receive([update(1), update(2, chat=12)])
        with closing(sqlite3.connect(database_file)) as other:
            assert other.execute("SELECT update_id FROM updates").fetchall() == [(1,), (2,)]

    async def test_nothing_is_acknowledged_while_the_file_is_locked_and_nothing_is_lost(
        self, handling: Handling, database_file: Path
    ) -> None:
        with locked(database_file):
            receiving = asyncio.create_task(handling.inbox.receive([update(1)]))
            await until(lambda: handling.inbox.error)
            assert not receiving.done()
            assert handling.began == []
        async with asyncio.timeout(5):
            await receiving
        assert await handling.all_settled() == {"done": 1}
        assert handling.inbox.error is None

    async def test_nothing_is_acknowledged_while_the_disk_is_full_and_nothing_is_lost(self, handling: Handling) -> None:
        with full_disk(handling.database):
            receiving = asyncio.create_task(handling.inbox.receive([update(1, text="x" * 500_000)]))
            await until(lambda: handling.inbox.error)
            assert "disk is full" in str(handling.inbox.error)
            assert not receiving.done()
        async with asyncio.timeout(5):
            await receiving
        assert await handling.all_settled() == {"done": 1}

    async def test_the_same_update_twice_is_handled_once(self, handling: Handling) -> None:
        await handling.inbox.receive([update(1), update(1)])
        await handling.inbox.receive([update(1), update(2)])
        assert await handling.all_settled() == {"done": 2}
        assert handling.handled == [1, 2]

    async def test_more_than_can_be_handled_waits_with_telegram(self, handling: Handling) -> None:
        go_on = handling.hold(0)
        await handling.inbox.receive([update(number) for number in range(MOST_BACKLOG)])
        receiving = asyncio.create_task(handling.inbox.receive([update(MOST_BACKLOG)]))
        await asyncio.sleep(0.02)
        assert not receiving.done()
        go_on.set()
        async with asyncio.timeout(20):
            await receiving
        assert await handling.all_settled() == {"done": MOST_BACKLOG + 1}

    async def test_an_empty_answer_of_telegrams_is_nothing(self, handling: Handling) -> None:
        await handling.inbox.receive([])
        assert handling.inbox.backlog == 0


class TestOrder:
    async def test_is_kept_within_a_chat_however_slow_the_first_is(self, handling: Handling) -> None:
        go_on = handling.hold(1)
        await handling.inbox.receive([update(1), update(2)])
        await handling.inbox.receive([update(3)])
        await asyncio.sleep(0.02)
        assert handling.began == [1]
        assert handling.inbox.backlog == 3
        go_on.set()
        await handling.all_settled()
        assert handling.began == [1, 2, 3]

    async def test_is_kept_while_the_first_is_tried_again(self, handling: Handling) -> None:
        handling.fail(1, ValueError(), ValueError())
        await handling.inbox.receive([update(1), update(2)])
        await handling.all_settled()
        assert handling.began == [1, 1, 1, 2]

    async def test_is_none_between_chats(self, handling: Handling) -> None:
        go_on = handling.hold(1)
        await handling.inbox.receive([update(1, chat=11), update(2, chat=12), update(3, chat=-500)])
        await until(lambda: handling.handled == [2, 3])
        go_on.set()
        await handling.all_settled()

    async def test_no_more_chats_are_handled_at_once_than_meant(self, handling: Handling) -> None:
        numbers = range(1, AT_ONCE + 3)
        go_on = handling.hold(*numbers)
        await handling.inbox.receive([update(number, chat=number) for number in numbers])
        await until(lambda: len(handling.began) >= AT_ONCE)
        await asyncio.sleep(0.02)
        assert len(handling.began) == AT_ONCE
        go_on.set()
        assert await handling.all_settled() == {"done": AT_ONCE + 2}


class TestRestart:
    async def test_takes_up_what_was_left_in_order_and_with_its_tries(
        self, database: Database, clock: ManualClock
    ) -> None:
        first = Handling(database, clock)
        await first.inbox.start()
        first.fail(1, ValueError(), ValueError())
        first.hold(2)
        await first.inbox.receive([update(1, chat=11), update(2, chat=12), update(3, chat=12), update(4, chat=13)])
        await until(lambda: first.handled == [4, 1])
        await first.inbox.settled()
        await first.inbox.stop()

        second = Handling(database, clock)
        await second.inbox.start()
        # What was confirmed too late, Telegram sends again.
        await second.inbox.receive([update(3, chat=12), update(5, chat=12)])
        assert await second.all_settled() == {"done": 5}
        assert second.handled == [2, 3, 5]
        await second.inbox.stop()

    async def test_counts_the_tries_of_before(self, database: Database, clock: ManualClock) -> None:
        first = Handling(database, clock)
        await first.inbox.start()
        first.fail(1, *[ValueError()] * 2, asyncio.CancelledError())  # type: ignore[arg-type]  # as stopping does it
        await first.inbox.receive([update(1)])
        await until(lambda: len(first.began) == 3)
        await first.inbox.stop()
        assert (await first.rows())[1][:2] == ("waiting", 2)

        second = Handling(database, clock)
        second.fail(1, ValueError(), forever=True)
        await second.inbox.start()
        assert await second.all_settled() == {"dead": 1}
        assert len(second.began) == TRIES - 2
        await second.inbox.stop()

    async def test_reads_more_than_a_page_of_what_was_left(self, database: Database, clock: ManualClock) -> None:
        count = 1_100  # two pages and a part
        async with database.transaction() as tx:
            received = [updates.Received(number, number % 7, update(number), clock.now()) for number in range(count)]
            await updates.add(tx, received)
        handling = Handling(database, clock)
        await handling.inbox.start()
        assert await handling.all_settled() == {"done": count}
        assert sorted(handling.handled) == list(range(count))
        for lane in range(7):
            mine = [number for number in handling.handled if number % 7 == lane]
            assert mine == sorted(mine)
        await handling.inbox.stop()
