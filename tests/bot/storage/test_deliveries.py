"""The outbox: planned once, claimed by urgency, settled in batches, recovered after a crash."""

import pytest
from sqlalchemy import select, update

from bot.content import Content
from bot.deliveries import AT_MOST_ONCE, PRIORITIES, Button, DeliveryState, Draft, Purpose, Settlement
from bot.storage import broadcasts, chats, claims, closings, customers, deliveries
from bot.storage.audiences import EVERYONE, chats_of
from bot.storage.database import Database
from bot.storage.schema import chats as chats_table
from bot.storage.schema import deliveries as table
from tests.bot.moments import HOUR, MINUTE, NOW
from tests.bot.storage.rows import ANN, BOB, GROUP, broadcast, channel, confirmation, known, ticket


async def test_one_occasion_is_planned_once_in_each_chat(database: Database) -> None:
    async with database.transaction() as tx:
        assert await deliveries.plan(tx, confirmation("ticket/1", ANN), NOW)
        assert not await deliveries.plan(tx, Draft("ticket/1", ANN, Purpose.NOTICE, "other words"), NOW + HOUR)
        assert await deliveries.plan(tx, confirmation("ticket/1", BOB), NOW)
        assert await deliveries.plan(tx, confirmation("ticket/2", ANN), NOW)
        assert await deliveries.count_by_state(tx) == {DeliveryState.PLANNED: 3}


async def test_a_delivery_is_claimed_with_all_that_was_planned(database: Database) -> None:
    buttons = ((Button("打开", url="https://desk.example.com"),), (Button("New", data="new:1"),))
    async with database.transaction() as tx:
        await known(tx, language="zh")
        await customers.revoke_link(tx, ANN)
        await channel(tx, ANN, language="en")
        opened = await ticket(tx)
        draft = Draft("ticket/1", ANN, Purpose.ANSWER, "<b>#1</b>", opened.id, buttons, reply_to=5)
        await deliveries.plan(tx, draft, NOW)
        [claimed] = await claims.urgent(tx, NOW, limit=9)
    assert (claimed.occasion, claimed.chat_id, claimed.purpose) == ("ticket/1", ANN, Purpose.ANSWER)
    assert (claimed.text, claimed.buttons, claimed.reply_to) == ("<b>#1</b>", buttons, 5)
    assert (claimed.attempts, claimed.planned_at, claimed.content) == (1, NOW, None)
    # In a private chat it speaks the customer's language and may carry their link.
    assert (claimed.language, claimed.customer_id, claimed.link_generation) == ("zh", ANN, 1)


async def test_a_delivery_to_a_group_is_nobodys_own(database: Database) -> None:
    async with database.transaction() as tx:
        await known(tx)
        await channel(tx, GROUP, language="zh")
        await deliveries.plan(tx, confirmation("closing", GROUP, Purpose.CLOSING), NOW)
        await deliveries.plan(tx, confirmation("closing", BOB, Purpose.CLOSING), NOW)
        await closings.begin_all(tx, NOW)
        in_group, to_unknown = await claims.urgent(tx, NOW, limit=9)
    assert (in_group.language, in_group.customer_id, in_group.closed) == ("zh", None, True)
    assert (to_unknown.language, to_unknown.customer_id, to_unknown.closed) == (None, None, False)


async def test_a_broadcast_goes_to_its_audience_once(database: Database) -> None:
    async with database.transaction() as tx:
        for chat_id in (ANN, BOB, GROUP, 900):
            await channel(tx, chat_id)
        await chats.lost(tx, BOB, "blocked")
        number = await broadcast(tx)
        for expected in (2, 0):
            planned = await deliveries.plan_many(
                tx,
                chats_of(EVERYONE, {900}),
                occasion="broadcast",
                purpose=Purpose.BROADCAST,
                broadcast_id=number,
                now=NOW,
            )
            assert planned == expected
        assert await claims.of_broadcasts(tx, NOW, limit=9) == []
        assert await broadcasts.start(tx, number, NOW)
        claimed = await claims.of_broadcasts(tx, NOW, limit=9)
        await deliveries.plan(tx, confirmation("other"), NOW)
        assert await deliveries.count_by_state(tx, number) == {DeliveryState.SENDING: 2}
    assert {item.chat_id for item in claimed} == {ANN, GROUP}
    assert {(item.text, item.purpose) for item in claimed} == {(None, Purpose.BROADCAST)}
    assert claimed[0].content == Content({"": "Hello"})


async def test_the_most_urgent_goes_first_then_what_is_due_longest(database: Database) -> None:
    asked = [
        ("late news", Purpose.BROADCAST, NOW - MINUTE),
        ("news", Purpose.ANNOUNCEMENT, NOW - HOUR),
        ("status", Purpose.STATUS, NOW),
        ("old status", Purpose.NOTICE, NOW - MINUTE),
        ("answer", Purpose.ANSWER, NOW),
        ("tomorrow", Purpose.ANSWER, NOW + MINUTE),
    ]
    async with database.reading() as tx:
        # The index would give this order also to who does not ask for it.
        await tx.exec_driver_sql("DROP INDEX ix_deliveries_planned")
        for occasion, purpose, due_at in asked:
            await deliveries.plan(tx, confirmation(occasion, purpose=purpose), due_at)
        first = await claims.urgent(tx, NOW, limit=2)
        rest = await claims.urgent(tx, NOW, limit=9)
        assert await claims.urgent(tx, NOW, limit=9) == []
        assert await claims.next_due(tx) == NOW + MINUTE
    assert [item.occasion for item in first] == ["answer", "old status"]
    assert [item.occasion for item in rest] == ["status", "news", "late news"]


async def test_staffs_cards_go_to_each_chat_one_at_a_time_and_are_not_due_while_they_wait(database: Database) -> None:
    """Else the many that wait for a slow chat's pace would hold the places of all others, or be looked for in vain."""
    async with database.transaction() as tx:
        for number, chat_id in enumerate([GROUP, GROUP, BOB, GROUP]):
            await deliveries.plan(tx, confirmation(f"staff/{number}", chat_id, Purpose.STAFF_CARD), NOW)
        await deliveries.plan(tx, confirmation("news", GROUP, Purpose.ANNOUNCEMENT), NOW)
        await deliveries.plan(tx, confirmation("answer", GROUP), NOW)
        claimed = await claims.urgent(tx, NOW, limit=9)
        assert [item.occasion for item in claimed] == ["answer", "staff/0", "staff/2", "news"]
        assert await claims.urgent(tx, NOW, limit=9) == []
        assert await claims.next_due(tx) is None
        sent = next(item.id for item in claimed if item.occasion == "staff/0")
        await deliveries.settle(tx, [Settlement(sent, DeliveryState.SENT, NOW, message_id=70)])
        assert await claims.next_due(tx) == NOW
        assert [item.occasion for item in await claims.urgent(tx, NOW, limit=9)] == ["staff/1"]
        assert await claims.next_due(tx) is None


async def test_nothing_is_due_in_an_empty_outbox(database: Database) -> None:
    async with database.reading() as tx:
        assert await claims.next_due(tx) is None
        assert await claims.urgent(tx, NOW, limit=9) == []
        assert await deliveries.count_by_state(tx) == {}


async def test_each_try_is_settled_as_it_ended(database: Database) -> None:
    async with database.transaction() as tx:
        for occasion in ("sent", "failed", "again"):
            await deliveries.plan(tx, confirmation(occasion), NOW)
        rows = {item.occasion: item.id for item in await claims.urgent(tx, NOW, limit=9)}
        await deliveries.settle(
            tx,
            [
                Settlement(rows["sent"], DeliveryState.SENT, NOW + MINUTE, message_id=70),
                Settlement(rows["failed"], DeliveryState.FAILED, NOW + MINUTE, reason="blocked"),
                Settlement(rows["again"], DeliveryState.PLANNED, NOW, reason="flood wait", due_at=NOW + HOUR),
            ],
        )
        columns = table.c
        statement = select(columns.occasion, columns.state, columns.reason, columns.message_id, columns.settled_at)
        assert [tuple(row) for row in await tx.execute(statement.order_by(columns.id))] == [
            ("sent", "sent", None, 70, NOW + MINUTE),
            ("failed", "failed", "blocked", None, NOW + MINUTE),
            ("again", "planned", "flood wait", None, None),
        ]
        assert await claims.next_due(tx) == NOW + HOUR
        assert await claims.urgent(tx, NOW + HOUR - MINUTE, limit=9) == []
        [again] = await claims.urgent(tx, NOW + HOUR, limit=9)
    assert (again.occasion, again.attempts) == ("again", 2)


async def test_an_album_is_settled_with_all_its_messages_and_an_edited_card_keeps_its_own(database: Database) -> None:
    async with database.transaction() as tx:
        for occasion in ("album", "card"):
            await deliveries.plan(tx, confirmation(occasion), NOW)
        album, card = await claims.urgent(tx, NOW, limit=9)
        await deliveries.settle(
            tx,
            [
                Settlement(album.id, DeliveryState.SENT, NOW, "“quoted” \\ {é}", 70, (71, 72)),
                Settlement(card.id, DeliveryState.SENT, NOW, message_id=2**40),
            ],
        )
        await deliveries.settle(tx, [Settlement(card.id, DeliveryState.FAILED, NOW, "late")])
        columns = table.c
        statement = select(columns.reason, columns.message_id, columns.further_message_ids).order_by(columns.id)
        rows = [tuple(row) for row in await tx.execute(statement)]
    assert rows == [("“quoted” \\ {é}", 70, [71, 72]), ("late", 2**40, None)]


@pytest.mark.parametrize("purpose", Purpose)
async def test_after_a_crash_nobody_gets_twice_what_may_come_once_only(database: Database, purpose: Purpose) -> None:
    async with database.transaction() as tx:
        await deliveries.plan(tx, confirmation("under way", purpose=purpose), NOW)
        await claims.urgent(tx, NOW, limit=9)
        await deliveries.plan(tx, confirmation("untouched", purpose=purpose), NOW)
        assert await claims.recover(tx, NOW + MINUTE) == 1
        assert await claims.recover(tx, NOW + MINUTE) == 0
        again = [item.occasion for item in await claims.urgent(tx, NOW + MINUTE, limit=9)]
        books = await deliveries.count_by_state(tx)
    if purpose in AT_MOST_ONCE:
        assert again == ["untouched"]
        assert books == {DeliveryState.UNCONFIRMED: 1, DeliveryState.SENDING: 1}
    elif purpose is Purpose.STAFF_CARD:
        # One at a time to a chat.
        assert again == ["under way"]
    else:
        assert again == ["under way", "untouched"]
        assert books == {DeliveryState.SENDING: 2}


async def test_every_purpose_has_its_priority() -> None:
    assert set(PRIORITIES) == set(Purpose)


async def test_an_announcement_finds_the_one_before_it_in_its_own_chat(database: Database) -> None:
    async with database.transaction() as tx:
        for occasion, purpose in (
            ("monday am", Purpose.ANNOUNCEMENT),
            ("monday pm", Purpose.ANNOUNCEMENT),  # never arrived
            ("ticket", Purpose.ANSWER),
            ("tuesday am", Purpose.ANNOUNCEMENT),
        ):
            await deliveries.plan(tx, confirmation(occasion, purpose=purpose), NOW)
        rows = {item.occasion: item.id for item in await claims.urgent(tx, NOW, limit=9)}
        arrived = [("monday am", 70), ("ticket", 71), ("tuesday am", 72)]
        await deliveries.settle(
            tx, [Settlement(rows[name], DeliveryState.SENT, NOW, message_id=number) for name, number in arrived]
        )
        both = [rows["tuesday am"], rows["monday am"]]
        assert await deliveries.previous_announcements(tx, both) == [(ANN, 70)]
        assert await deliveries.previous_announcements(tx, [rows["monday am"]]) == []
        assert await deliveries.latest(tx, ANN, Purpose.ANNOUNCEMENT) == (DeliveryState.SENT, 72)
        assert await deliveries.latest(tx, ANN, Purpose.CLOSING) is None


async def test_a_customer_who_chose_a_language_later_is_spoken_to_in_it(database: Database) -> None:
    async with database.transaction() as tx:
        await known(tx)
        await channel(tx, ANN, language="en")
        await deliveries.plan(tx, confirmation("news", purpose=Purpose.BROADCAST), NOW)
        await customers.set_language(tx, ANN, "zh")
        await tx.execute(update(chats_table).values(language="en"))
        [claimed] = await claims.urgent(tx, NOW, limit=9)
    assert claimed.language == "zh"
