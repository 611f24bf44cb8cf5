"""What was sent by mistake is deleted again; and what is unconfirmed is repeated when staff wish so."""

from datetime import timedelta

import pytest

from bot.broadcast import BroadcastState, NotInThisState
from bot.clock import ManualClock
from bot.content import Attachment, AttachmentKind, Content
from bot.deliveries import DeliveryState, Purpose
from bot.storage import broadcasts, business, chats, ledger
from bot.storage.audiences import EVERYONE
from bot.storage.broadcasts import Broadcast
from bot.storage.database import Database
from bot.storage.ledger import Books
from broadcasts.withdrawal import AT_ONCE, LOOK_AGAIN, Withdrawal
from sandbox.faults import Faults, NextFault
from sandbox.server import Sandbox
from tests.bot.attachments import photo
from tests.broadcasts.posting import Posting
from tests.ferry import STAFF, until

HOUR = timedelta(hours=1)


async def withdraw(posting: Posting, number: int) -> None:
    async with posting.database.transaction() as tx:
        await broadcasts.withdraw(tx, number, posting.clock.now())


async def see_through(posting: Posting, duty: Withdrawal | None = None) -> int:
    """Until it is over; how many looks that took."""
    duty, looks = duty or Withdrawal(posting.database, posting.telegram), 0
    while await duty.run(posting.clock.now()) is not None:
        looks += 1
        assert looks < 100
    return looks


async def found(posting: Posting, number: int) -> Broadcast:
    async with posting.database.reading() as tx:
        return await broadcasts.get(tx, number)


async def sent(posting: Posting, content: Content | None = None) -> int:
    """A broadcast that is done."""
    if content is None:
        number = await posting.broadcast()
    else:
        now = posting.clock.now()
        async with posting.database.transaction() as tx:
            made = await broadcasts.create(
                tx, kind=Purpose.BROADCAST, content=content, audience=EVERYONE, due_at=now, now=now
            )
        assert made is not None
        number = made
        await posting.campaigns.run(now)
    await posting.settled()
    await posting.campaigns.run(posting.clock.now())
    assert (await found(posting, number)).state is BroadcastState.DONE
    return number


async def test_it_is_deleted_everywhere_and_the_books_keep_what_was_sent(running: Posting) -> None:
    people = await running.customers(2 * AT_ONCE + 5)
    group = await running.group()
    number = await sent(running)
    assert running.got(people[0]) == ["News"]
    await withdraw(running, number)
    # Three pages, one more look that finds nothing after them, and one from the start that ends it.
    assert await see_through(running) == 5
    assert [running.got(chat) for chat in (*people, group)] == [[]] * (2 * AT_ONCE + 6)
    async with running.database.reading() as tx:
        assert await ledger.books(tx, number) == Books(sent=2 * AT_ONCE + 6)
    assert all(row.deleted_at is not None and row.reason is None for row in await running.rows())
    assert (await found(running, number)).withdrawal_ended_at == running.clock.now()
    calls = len(running.sandbox.api.calls.after(method="deleteMessage"))
    assert await see_through(running) == 0
    assert len(running.sandbox.api.calls.after(method="deleteMessage")) == calls


async def test_nothing_else_in_a_chat_is_touched(running: Posting) -> None:
    [ann] = await running.customers(1)
    await sent(running)
    wrong = await sent(running, Content({"": "Wrong"}))
    running.sandbox.world.say(ann, ann, "Hello")
    await withdraw(running, wrong)
    await see_through(running)
    assert running.got(ann) == ["News"]


async def test_an_album_goes_as_a_whole(running: Posting) -> None:
    [ann] = await running.customers(1)
    [said] = running.sandbox.world.say(ann, ann, files=[photo()])
    file_id = said.body["photo"][-1]["file_id"]
    album = Content({"": "Two"}, (Attachment(AttachmentKind.PHOTO, file_id), Attachment(AttachmentKind.PHOTO, file_id)))
    number = await sent(running, album)
    assert len(running.messages(ann)) == 2
    await withdraw(running, number)
    await see_through(running)
    assert running.messages(ann) == []


async def test_what_is_older_than_48_hours_stays_and_the_reason_is_told(running: Posting, clock: ManualClock) -> None:
    [early] = await running.customers(1)
    number = await sent(running)
    clock.forward(47 * HOUR)
    await withdraw(running, number)
    clock.forward(2 * HOUR)
    await see_through(running)
    assert running.got(early) == ["News"]
    [row] = await running.rows()
    assert (row.state, row.reason, row.deleted_at) == ("sent", "not deleted: older than 48 hours", None)
    assert running.sandbox.api.calls.after(method="deleteMessage") == []


async def test_what_telegram_refuses_stays_with_its_reason_and_what_is_gone_counts_as_deleted(running: Posting) -> None:
    world = running.sandbox.world
    blocked, by_hand, refused, fine = await running.customers(4)
    group = await running.group(type="group")
    number = await sent(running)
    world.block(blocked)
    world.delete(by_hand, [running.messages(by_hand)[0]["message_id"]])
    world.upgrade(group)
    refusal = NextFault("deleteMessage", 1, 400, chat_id=refused, description="Bad Request: message can't be deleted")
    running.sandbox.api.faults = Faults(next=[refusal])
    await withdraw(running, number)
    await see_through(running)
    rows = {row.chat_id: (row.reason, row.deleted_at is not None) for row in await running.rows()}
    assert rows[by_hand] == rows[fine] == (None, True)
    assert rows[refused] == ("not deleted: Message can't be deleted", False)
    assert rows[group][1] is False
    assert running.got(fine) == []


@pytest.mark.parametrize(
    "faults",
    [
        Faults(next=[NextFault("deleteMessage", 3, 502)]),
        Faults(next=[NextFault("deleteMessage", 2, 429, retry_after=1)]),
        Faults(drop_share=0.3, drop_after=True, seed=4, methods=["deleteMessage"]),
    ],
    ids=["502", "429", "dropped after"],
)
async def test_what_fails_for_the_moment_is_tried_again(running: Posting, faults: Faults) -> None:
    people = await running.customers(10)
    number = await sent(running)
    running.sandbox.api.faults = faults
    await withdraw(running, number)
    await see_through(running)
    assert [running.got(person) for person in people] == [[]] * 10
    assert all(row.deleted_at is not None for row in await running.rows())


async def test_after_a_crash_another_process_goes_on(sandbox: Sandbox, database: Database, clock: ManualClock) -> None:
    first = Posting(sandbox, database, clock)
    people = await first.customers(2 * AT_ONCE)
    await first.start()
    number = await sent(first)
    await withdraw(first, number)
    await Withdrawal(first.database, first.telegram).run(clock.now())
    await first.crash()
    second = Posting(sandbox, database, clock)
    await second.start()
    await see_through(second)
    assert [second.got(person) for person in people] == [[]] * (2 * AT_ONCE)
    assert len(sandbox.api.calls.after(method="deleteMessage")) == 2 * AT_ONCE
    await second.stop()


async def test_what_is_under_way_when_it_is_withdrawn_is_waited_for(running: Posting) -> None:
    [ann] = await running.customers(1)
    running.sandbox.api.faults = Faults(latency_seconds=0.5, methods=["sendMessage"])
    number = await running.broadcast()

    async def in_flight() -> bool:
        return await running.books() == {DeliveryState.SENDING: 1}

    await until(in_flight)
    async with running.database.transaction() as tx:
        await broadcasts.pause(tx, number)
    await withdraw(running, number)
    duty = Withdrawal(running.database, running.telegram)
    assert await duty.run(running.clock.now()) == running.clock.now() + LOOK_AGAIN
    await running.settled()
    await see_through(running, duty)
    assert running.got(ann) == []


async def test_what_went_out_through_an_account_of_staff_s_is_deleted_there(running: Posting) -> None:
    world, now = running.sandbox.world, running.clock.now()
    world.add_user("Bea", id=77)
    connection = world.connect_business(STAFF, {"can_reply": True, "can_delete_sent_messages": True}).id
    world.say(77, 77, "Hello", business_connection_id=connection)
    async with running.database.transaction() as tx:
        await business.connect(tx, STAFF, connection, may_reply=True, enabled=True)
        channel = await business.channel(tx, STAFF, 77)
        await business.heard(tx, channel, now)
        await chats.seen(tx, channel, kind="business", title="Bea", language="en", now=now)
    number = await sent(running)
    there = world.chat(77, connection).messages
    assert [one.body["text"] for one in there.values() if not one.deleted] == ["Hello", "News"]
    await withdraw(running, number)
    await see_through(running)
    assert [one.body["text"] for one in there.values() if not one.deleted] == ["Hello"]


async def test_a_running_one_is_not_withdrawn(posting: Posting) -> None:
    await posting.customers(1)
    number = await posting.broadcast()
    with pytest.raises(NotInThisState):
        await withdraw(posting, number)


async def test_the_unconfirmed_alone_are_repeated_when_staff_wish_so(running: Posting) -> None:
    people = await running.customers(10)
    running.sandbox.api.faults = Faults(next=[NextFault("sendMessage", 3, 502)])
    number = await sent(running)
    async with running.database.reading() as tx:
        assert await ledger.books(tx, number) == Books(sent=7, unconfirmed=3)
    async with running.database.transaction() as tx:
        await broadcasts.take_up_again(tx, number)
        assert await ledger.plan_unconfirmed_again(tx, number, running.clock.now()) == 3
        assert await ledger.books(tx, number) == Books(sent=7, left=3)
    running.outbox.ring()
    await running.settled()
    await running.campaigns.run(running.clock.now())
    async with running.database.reading() as tx:
        assert await ledger.books(tx, number) == Books(sent=10)
    assert [running.got(person) for person in people] == [["News"]] * 10
    assert (await found(running, number)).state is BroadcastState.DONE


async def test_what_has_not_ended_is_not_repeated(posting: Posting) -> None:
    await posting.customers(1)
    number = await posting.broadcast()
    with pytest.raises(NotInThisState):
        async with posting.database.transaction() as tx:
            await broadcasts.take_up_again(tx, number)


async def test_a_paused_one_that_is_withdrawn_is_cancelled_with_that(running: Posting) -> None:
    await running.customers(3)
    number = await running.broadcast()
    async with running.database.transaction() as tx:
        await broadcasts.pause(tx, number)
    await withdraw(running, number)
    async with running.database.transaction() as tx:
        with pytest.raises(NotInThisState):
            await broadcasts.resume(tx, number)
    await running.campaigns.run(running.clock.now())
    async with running.database.reading() as tx:
        books = await ledger.books(tx, number)
    assert (books.left, books.sent + books.skipped + books.unconfirmed) in {(0, 3), (1, 2), (2, 1), (3, 0)}
    assert (await found(running, number)).state is BroadcastState.CANCELLED
