"""What a customer writes becomes a ticket, an entry of one, or, once the chat is closed, a draft."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, event

from bot.storage.database import Database
from bot.storage.schema import drafts, updates
from bot.tickets import State
from sandbox.people import ANONYMOUS_ADMIN
from tests.ferry import (
    ADMIN,
    ANN,
    DEADLINE,
    GROUP,
    NOW,
    STAFF,
    WANG,
    Ferry,
    Json,
    buttons,
    texts_of,
)


async def texts_in(ferry: Ferry, number: int = 1) -> list[str]:
    return [
        entry.text for ticket in await ferry.tickets() if ticket.id == number for entry in await ferry.thread(ticket)
    ]


async def close(ferry: Ferry, told: int) -> None:
    """The deadline comes, and that chat is told so."""
    before = len(ferry.written(told))
    ferry.move_to(DEADLINE)
    await ferry.until(lambda: len(ferry.written(told)) > before)


async def test_a_message_becomes_a_ticket_confirmed_with_number_and_link(ferry: Ferry) -> None:
    said = "Hello,\nmy domain example.com has expired"
    [confirmation] = await ferry.hear(ANN, said)
    link = ferry.app.links.ticket(1, 0)
    assert confirmation["text"].splitlines() == [
        "⚪ Issue #1 · Domain and hosting",
        "\u2068Hello,\u2069",
        "It is recorded and passed on.",
        "Department: \u2068Hosting\u2069",
        link,
    ]
    assert confirmation["reply_to_message"]["text"] == said
    assert buttons(confirmation)["Open"] == link
    [ticket] = await ferry.tickets()
    assert (ticket.customer_id, ticket.chat_id, ticket.category) == (ANN, ANN, "hosting")
    assert (ticket.state, ticket.opened_at) == (State.RECEIVED, NOW)
    [entry] = await ferry.thread(ticket)
    assert (entry.text, entry.author_id, entry.author_name, entry.at) == (said, ANN, "Ann", NOW)


async def test_each_customer_is_answered_in_their_language_in_a_group_too(ferry: Ferry) -> None:
    [english] = texts_of(await ferry.hear(ANN, "The site is down", chat=GROUP))
    [chinese] = texts_of(await ferry.hear(WANG, "网站打不开", chat=GROUP))
    assert english.startswith("⚪ Issue #1 ")
    assert "#2" in chinese
    assert "网站打不开" in chinese
    assert "recorded" not in chinese


@pytest.mark.parametrize("changes", [{"desk": {"public_url": "http://127.0.0.1:8080"}}])
async def test_an_address_that_telegram_takes_for_no_button_stands_in_the_text(
    ferry: Ferry, changes: dict[str, Json]
) -> None:
    [confirmation] = await ferry.hear(ANN, "The site is down")
    assert "Open" not in buttons(confirmation)
    assert "http://127.0.0.1:8080/t/1-" in confirmation["text"]


async def test_people_in_a_group_do_not_get_into_each_other_s_tickets(ferry: Ferry) -> None:
    for person, said in ((ANN, "The site is down"), (WANG, "The mail is slow"), (ANN, "since noon")):
        await ferry.hear(person, said, chat=GROUP)
    assert await texts_in(ferry, 1) == ["The site is down", "since noon"]
    assert await texts_in(ferry, 2) == ["The mail is slow"]


async def test_quoting_the_confirmation_adds_to_that_ticket(ferry: Ferry) -> None:
    [first] = await ferry.hear(ANN, "The site is down")
    ferry.clock.forward(timedelta(hours=2))
    await ferry.hear(ANN, "My invoice is wrong")
    ferry.clock.forward(timedelta(hours=2))
    [told] = await ferry.hear(ANN, "still down", reply_to_message_id=first["message_id"])
    assert told["text"] == "Added to issue #1: \u2068The site is down\u2069"
    assert await texts_in(ferry, 1) == ["The site is down", "still down"]
    # And what quotes that answer goes there too.
    [told] = await ferry.hear(ANN, "and the mail too", reply_to_message_id=told["message_id"])
    assert (await texts_in(ferry, 1))[-1] == "and the mail too"


async def test_another_person_s_quote_in_a_group_does_not_add_to_it(ferry: Ferry) -> None:
    [first] = await ferry.hear(ANN, "The site is down", chat=GROUP)
    await ferry.hear(WANG, "Mine too", chat=GROUP, reply_to_message_id=first["message_id"])
    assert await texts_in(ferry, 1) == ["The site is down"]
    assert await texts_in(ferry, 2) == ["Mine too"]


async def test_staff_s_messages_are_no_tickets(ferry: Ferry) -> None:
    for person in (STAFF, ADMIN):
        assert await ferry.hear(person, "We look into it", chat=GROUP) == []
    assert texts_of(await ferry.hear(STAFF, "Hello")) == [
        "You are staff here, so what you write becomes no issue. /help shows what you can do."
    ]
    assert await ferry.tickets() == []
    assert await ferry.outcomes() == ["ignored: staff"] * 3


async def test_who_is_no_person_is_ignored(ferry: Ferry) -> None:
    world = ferry.sandbox.world
    group = world.chat(GROUP)
    channel = {"id": -1009, "type": "channel", "title": "News"}
    others: list[tuple[Json, Json]] = [
        (ANONYMOUS_ADMIN, {"text": "Hello", "sender_chat": group.as_chat()}),
        ({"id": 777000, "is_bot": False, "first_name": "Telegram"}, {"text": "Post", "sender_chat": channel}),
        ({"id": 99, "is_bot": True, "first_name": "Other", "username": "other_bot"}, {"text": "Beep"}),
    ]
    for sender, content in others:
        world.post(group, sender, content)
    assert await ferry.outcomes() == ["ignored: no person"] * 3
    assert await ferry.tickets() == []


async def test_what_telegram_notes_about_a_chat_is_no_ticket(ferry: Ferry) -> None:
    """The pin of the bot's own notice among it."""
    world = ferry.sandbox.world
    group = world.chat(GROUP)
    [said] = await ferry.hear(ANN, "/help", chat=GROUP)
    world.post(group, world.bot.as_user(), {"pinned_message": said})
    world.post(group, ferry.person(ANN).as_user(), {"new_chat_title": "Harbour"})
    world.set_member(GROUP, WANG, "left")
    assert await ferry.outcomes() == ["command"] + ["ignored: nothing to do"] * 3
    assert await ferry.tickets() == []


async def test_unknown_commands_are_no_tickets_and_words_with_a_slash_are(ferry: Ferry) -> None:
    [told] = texts_of(await ferry.hear(ANN, "/invoices"))
    assert told == "This command is not for you. /help shows what you can do."
    assert await ferry.hear(ANN, "/start@other_bot", chat=GROUP) == []
    await ferry.hear(ANN, "/var/log is full")
    assert await texts_in(ferry) == ["/var/log is full"]
    assert await ferry.outcomes() == ["ignored: unknown command"] * 2 + ["ticket"]


async def test_the_same_update_twice_is_one_ticket(ferry: Ferry) -> None:
    """Under another number too: a proxy or a reset of the bot may number anew."""
    await ferry.hear(ANN, "The site is down")
    [stored] = [one for one in ferry.chat(ANN).messages.values() if not one.from_bot]
    await ferry.put({"message": stored.body})
    assert len(ferry.written(ANN)) == 1
    assert await texts_in(ferry) == ["The site is down"]
    assert await ferry.outcomes() == ["ticket", "ignored: came twice"]


async def test_what_was_in_the_middle_of_handling_is_done_after_a_restart(ferry: Ferry) -> None:
    await ferry.hear(ANN, "The site is down")
    await ferry.stop()
    database = Database(ferry.settings.storage.url.get_secret_value())
    async with database.transaction() as tx:
        await tx.execute(updates.update().values(state="waiting"))
    await database.close()
    await ferry.start()
    await ferry.quiet()
    assert len(ferry.written(ANN)) == 1
    assert len(await ferry.tickets()) == 1


async def test_after_the_deadline_a_private_message_is_kept_as_a_draft(ferry: Ferry) -> None:
    await ferry.hear(ANN, "/start")
    await close(ferry, ANN)
    [told] = await ferry.hear(ANN, "The site is down")
    assert told["text"].splitlines()[0].startswith("This chat is closed, but your words are not lost")
    assert told["text"].splitlines()[-1] == ferry.app.links.desk(ANN, 0)
    assert buttons(told) == {"Open": ferry.app.links.desk(ANN, 0)}
    [draft] = await ferry.rows(drafts)
    assert (draft.customer_id, draft.chat_id, draft.text, draft.ticket_id) == (ANN, ANN, "The site is down", None)
    assert await ferry.tickets() == []
    assert (await ferry.outcomes())[-1] == "draft"


async def test_after_the_deadline_a_group_is_shown_the_way_to_the_private_chat_only(ferry: Ferry) -> None:
    ferry.sandbox.world.set_member(GROUP, ANN, "administrator")
    await close(ferry, GROUP)
    [told] = await ferry.hear(ANN, "The site is down", chat=GROUP)
    assert told["text"].splitlines()[-1] == "https://t.me/chatferry_bot?start=desk"
    assert "/my/" not in str(told)
    [draft] = await ferry.rows(drafts)
    assert (draft.chat_id, draft.text) == (GROUP, "The site is down")


async def test_a_message_of_the_last_second_is_a_ticket_though_handled_later(ferry: Ferry) -> None:
    await ferry.stop()
    ferry.clock.set(DEADLINE - timedelta(seconds=1))
    ferry.sandbox.world.say(ANN, ANN, "In time")
    ferry.clock.set(DEADLINE)
    ferry.sandbox.world.say(WANG, WANG, "Too late")
    ferry.clock.set(DEADLINE + timedelta(hours=3))
    await ferry.start()
    await ferry.quiet()
    [ticket] = await ferry.tickets()
    assert (ticket.customer_id, ticket.opened_at) == (ANN, DEADLINE - timedelta(seconds=1))
    assert [draft.customer_id for draft in await ferry.rows(drafts)] == [WANG]


async def test_a_forwarded_message_belongs_to_whoever_forwards_it(ferry: Ferry) -> None:
    hidden = {"type": "hidden_user", "sender_user_name": "Nobody", "date": int(datetime(2026, 1, 1).timestamp())}  # noqa: DTZ001
    await ferry.hear(ANN, "It says 502", forward_origin=hidden)
    assert [ticket.customer_id for ticket in await ferry.tickets()] == [ANN]


async def test_a_known_customers_new_matter_takes_few_statements(ferry: Ferry) -> None:
    """What a message costs is how many statements it takes: one look before, and a transaction of five."""
    await ferry.hear(ANN, "My domain example.com has expired")
    ferry.forward(days=1)
    await ferry.quiet()
    asked: list[str] = []

    def note(connection: Connection, cursor: object, statement: str, *_: object) -> None:
        if task := asyncio.current_task():
            asked.extend([statement] * (task.get_name() == "inbox worker"))

    event.listen(ferry.database.engine.sync_engine, "before_cursor_execute", note)
    await ferry.hear(ANN, "The mailbox no longer opens")
    assert [one.split(maxsplit=1)[0] for one in asked] == ["SELECT", "SELECT", "SELECT", "INSERT", "INSERT", "INSERT"]
