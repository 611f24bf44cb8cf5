"""The steps of closing: rights, pin, permissions, topics; a stop between any two of them harms nothing."""

from collections.abc import AsyncIterator

import pytest

from bot.clock import ManualClock
from bot.grants import Grant, GrantKind, Scope
from bot.storage import chats, closings, customers, grants, tickets
from bot.storage.closings import GENERAL
from bot.storage.database import Database
from bot.tickets import Via
from sandbox.chats import Chat
from sandbox.errors import BotApiError
from sandbox.faults import Faults
from sandbox.members import DEFAULT_PERMISSIONS
from tests.bot.closing_day import ADMIN, ANN, ClosingDay, closing_day
from tests.bot.moments import DAY, HOUR, NOW

BEFORE = dict(DEFAULT_PERMISSIONS) | {"can_send_polls": False}
STEPS = [
    *("getChat", "getChatMember", "pinChatMessage", "setChatPermissions"),
    *("closeForumTopic", "closeGeneralForumTopic"),
]


@pytest.fixture
async def day(database: Database, clock: ManualClock) -> AsyncIterator[ClosingDay]:
    async with closing_day(database, clock) as day:
        yield day


class PowerCut(Faults):
    """From the call of that number on nothing gets through; of the last one before it the answer is lost."""

    def __init__(self, after: int) -> None:
        super().__init__()
        self.left = after

    def before(self, method: str, chat_id: object) -> None:
        if method.startswith("send"):
            return
        if self.left <= 0:
            raise BotApiError(500, "Internal Server Error")
        self.left -= 1

    def drops_answer(self, method: str) -> bool:
        return not method.startswith("send") and self.left == 0


async def forum(day: ClosingDay, **what: object) -> Chat:
    """With a ticket from one of its two topics, and General."""
    chat = await day.group(topics=("Domains", "Mail"), **what)
    chat.permissions = dict(BEFORE)
    async with day.database.transaction() as tx:
        await customers.seen(tx, ANN, name="Ann", username=None, language="en", now=NOW)
        [first, _] = chat.topics
        await tickets.open_new(
            tx, customer_id=ANN, chat_id=chat.id, title="t", category="bug", via=Via.CHAT, now=NOW, thread_id=first
        )
    return chat


def topics(chat: Chat) -> list[bool]:
    return [chat.general_closed, *(topic.closed for topic in chat.topics.values())]


async def reopen(day: ClosingDay, chat: Chat) -> None:
    async with day.database.transaction() as tx:
        until = day.clock.now() + 30 * DAY
        wish = Grant(GrantKind.REOPENING, Scope.CHANNEL, chat.id, until, "outage", day.clock.now(), ADMIN, "Ada")
        await grants.give(tx, wish)


async def on_and_on(day: ClosingDay) -> None:
    """As long as the closer wants to be asked."""
    for _ in range(12):
        day.clock.forward(HOUR)
        await day.look()


async def test_known_topics_of_a_forum_are_closed_and_opened_again(day: ClosingDay) -> None:
    chat = await forum(day)
    await day.close()
    assert topics(chat) == [True, True, False]
    [first, _] = chat.topics
    assert (await day.record())["topics_closed"] == [first, GENERAL]
    await reopen(day, chat)
    await on_and_on(day)
    assert topics(chat) == [False, False, False]
    assert (await day.record())["topics_closed"] == []


async def test_a_topic_that_others_had_closed_stays_so(day: ClosingDay) -> None:
    chat = await forum(day)
    chat.general_closed = True
    await day.close()
    await reopen(day, chat)
    await on_and_on(day)
    assert topics(chat) == [True, False, False]
    assert chat.permissions == BEFORE


async def test_without_the_right_to_manage_topics_all_else_is_done_and_the_admins_are_told(day: ClosingDay) -> None:
    chat = await forum(day, bot_rights={"can_manage_topics": False})
    await day.close()
    assert not any(chat.permissions.values())
    assert len(chat.pinned) == 1
    assert (await day.record())["missing_rights"] == ["can_manage_topics"]
    assert len(day.said(ADMIN)) == 1
    day.sandbox.world.set_member(chat.id, day.sandbox.world.bot.id, "administrator", rights={"can_manage_topics": True})
    await on_and_on(day)
    record = await day.record()
    assert (record["missing_rights"], topics(chat)) == ([], [True, True, False])
    assert record["finished_at"] is not None


@pytest.mark.parametrize("calls", range(9))
async def test_a_stop_between_any_two_steps_goes_on_where_it_stood(day: ClosingDay, calls: int) -> None:
    chat = await forum(day)
    day.sandbox.api.faults = PowerCut(calls)
    await day.close()
    day.sandbox.api.faults = Faults()
    await on_and_on(day)
    assert topics(chat) == [True, True, False]
    assert not any(chat.permissions.values())
    assert (len(chat.pinned), len(day.said(chat.id))) == (1, 1)
    # And back: exactly as it was.
    await reopen(day, chat)
    day.sandbox.api.faults = PowerCut(calls // 2)
    await day.look()
    day.sandbox.api.faults = Faults()
    await on_and_on(day)
    assert topics(chat) == [False, False, False]
    assert chat.permissions == BEFORE
    assert chat.pinned == []


async def test_a_failure_of_a_second_closing_is_told_again(day: ClosingDay) -> None:
    chat = await day.group(bot_rights={"can_pin_messages": False})
    await day.close()
    await reopen(day, chat)
    await on_and_on(day)
    async with day.database.transaction() as tx:
        await grants.end(tx, 1, by_name="Ada", now=day.clock.now())
    await day.close()
    assert len(day.said(ADMIN)) == 2
    async with day.database.reading() as tx:
        assert await closings.failing(tx) != []
        stored = await chats.get(tx, chat.id)
    assert stored is not None
    assert stored.closed_at is not None
