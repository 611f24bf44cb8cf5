"""Which ticket a message belongs to, and what is none, the same in every kind of chat."""

from datetime import datetime, timedelta

from bot.storage.schema import drafts
from bot.tickets import State
from sandbox.people import ANONYMOUS_ADMIN
from tests.ferry import ANN, DEADLINE, NOW, WANG, Json, buttons
from tests.handlers.places import Place
from tests.handlers.test_reading import KINDS, file

SLOT = NOW.replace(hour=15, minute=30)


async def test_a_quote_leads_to_its_ticket_and_other_words_to_the_latest(place: Place) -> None:
    [first] = await place.hear("The site is down")
    await place.later(minutes=61)
    [second] = await place.hear("My invoice is wrong")
    await place.later(minutes=10)
    [told] = await place.hear("still down", reply_to_message_id=first["message_id"])
    assert told["text"].startswith("Added to issue #1")
    await place.hear("by 20 euros", reply_to_message_id=second["message_id"])
    [told] = await place.hear("and the address on it is wrong")
    assert told["text"].startswith("Added to issue #2")
    assert "This is another issue" in buttons(told)
    assert await place.threads() == [
        ["The site is down", "still down"],
        ["My invoice is wrong", "by 20 euros", "and the address on it is wrong"],
    ]


async def test_unclear_words_find_their_ticket_by_one_tap(place: Place) -> None:
    await place.hear("The site is down")
    await place.later(hours=2)
    await place.hear("My invoice is wrong")
    await place.later(hours=2)
    [asked] = await place.hear("???")
    assert {"Belongs to #1", "Belongs to #2", "Yes, a new issue"} <= buttons(asked).keys()
    await place.press(asked, "Belongs to #1")
    assert await place.threads() == [["The site is down", "???"], ["My invoice is wrong"]]


async def test_what_went_to_the_wrong_ticket_is_split_off_by_its_writer_alone(place: Place) -> None:
    await place.hear("The site is down")
    await place.later(minutes=10)
    [told] = await place.hear("My invoice is wrong")
    if not place.is_private:
        await place.press(told, "This is another issue", person=WANG)
        assert len(await place.ferry.tickets()) == 1
    await place.press(told, "This is another issue")
    assert await place.threads() == [["The site is down"], ["My invoice is wrong"]]


async def test_everything_that_people_send_is_a_ticket_with_a_title(place: Place) -> None:
    for what, text in KINDS:
        person = place.newcomer()
        await place.of(person).hear(person=person, **what)
        [*_, ticket] = await place.ferry.tickets()
        assert (ticket.customer_id, ticket.title) == (person, what.get("caption") or text)
        [entry] = await place.ferry.thread(ticket)
        assert len(entry.files) == len(what.get("files", []))
    assert len(await place.ferry.tickets()) == len(KINDS)


async def test_a_file_of_more_than_20_mb_is_named_and_asked_for_on_the_desk(place: Place) -> None:
    await place.hear(files=[file("document", "dump.sql", "text/plain", 25_000_000)])
    await place.ferry.until(lambda: len(place.written) == 2)
    [ticket] = await place.ferry.tickets()
    assert ticket.title == "📎 dump.sql"
    assert "dump.sql" in place.texts[1]
    assert place.ferry.app.links.ticket(1, 0) in place.texts[1]


async def test_what_is_forwarded_belongs_to_whoever_forwards_it(place: Place) -> None:
    sent = int((NOW - timedelta(days=90)).timestamp())
    origins: list[Json] = [
        {"type": "hidden_user", "sender_user_name": "Nobody", "date": sent},
        {"type": "user", "sender_user": place.ferry.person(WANG).as_user(), "date": sent},
        {"type": "channel", "chat": {"id": -1009, "type": "channel", "title": "News"}, "message_id": 5, "date": sent},
    ]
    for origin in origins:
        await place.hear("It says 502", forward_origin=origin)
        await place.later(hours=2)
    assert [ticket.customer_id for ticket in await place.ferry.tickets()] == [ANN] * 3


async def test_anonymous_admins_channels_and_bots_are_no_customers(place: Place) -> None:
    senders: list[tuple[Json, Json]] = [
        (ANONYMOUS_ADMIN, {"sender_chat": place.chat.as_chat()}),
        (
            {"id": 777000, "is_bot": False, "first_name": "Telegram"},
            {"sender_chat": {"id": -1009, "type": "channel", "title": "News"}, "is_automatic_forward": True},
        ),
        ({"id": 99, "is_bot": True, "first_name": "Other", "username": "other_bot"}, {}),
    ]
    # Only the last of them can write in private.
    for sender, more in senders[2:] if place.is_private else senders:
        assert await place.post({"text": "The site is down", **more}, sender=sender) == []
    assert await place.ferry.tickets() == []
    assert await place.ferry.rows(drafts) == []


async def test_commands_presses_and_what_telegram_notes_are_no_tickets(place: Place) -> None:
    answered = await place.hear("/start")
    await place.hear("/start desk")
    await place.hear("/nothing of the kind")
    if answered:
        await place.post({"pinned_message": answered[0]}, sender=place.ferry.sandbox.world.bot.as_user())
        place.press_anything(answered[0], "forged:1")
    await place.post({"message_auto_delete_timer_changed": {"message_auto_delete_time": 86400}})
    await place.ferry.quiet()
    assert await place.ferry.tickets() == []
    assert await place.ferry.rows(drafts) == []


async def test_an_announcement_is_no_ticket_and_an_answer_to_it_is_one(place: Place) -> None:
    await place.hear("Hi")
    before = len(place.written)
    place.ferry.move_to(SLOT)
    await place.ferry.until(lambda: len(place.written) > before)
    await place.ferry.quiet()
    assert await place.ferry.tickets() == []
    announcement = place.written[-1]
    await place.hear("Our domain has expired", reply_to_message_id=announcement["message_id"])
    [ticket] = await place.ferry.tickets()
    assert (ticket.title, ticket.customer_id) == ("Our domain has expired", ANN)


async def test_content_that_nobody_knows_yet_is_kept_and_holds_up_nothing(place: Place) -> None:
    ann = place.ferry.person(ANN).as_user()
    message = {"message_id": 770, "from": ann, "chat": place.chat.as_chat(), "date": int(NOW.timestamp())}
    await place.put({**message, "hologram": {"depth": 3}})
    await place.later(hours=2)
    await place.hear("The site is down")
    assert await place.threads() == [["❔ unknown"], ["The site is down"]]


async def test_what_is_written_in_the_last_seconds_counts_though_its_card_waits(place: Place) -> None:
    await place.ferry.stop()
    place.ferry.clock.set(DEADLINE - timedelta(seconds=2))
    place.say("The site is down")
    place.ferry.clock.set(DEADLINE + timedelta(seconds=1))
    await place.ferry.start()
    await place.later(seconds=30)
    [ticket] = await place.ferry.tickets()
    assert (ticket.state, ticket.opened_at) == (State.RECEIVED, _whole(DEADLINE - timedelta(seconds=2)))
    assert any("Issue #1" in text for text in place.texts)
    assert await place.ferry.rows(drafts) == []


def _whole(moment: datetime) -> datetime:
    """Telegram tells whole seconds."""
    return moment.replace(microsecond=0)
