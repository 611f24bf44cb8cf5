"""How messages become tickets, the same in every kind of chat."""

import pytest

from bot.storage import tickets
from bot.storage.database import Database
from bot.storage.schema import drafts, updates
from bot.tickets import State
from sandbox.files import Upload
from sandbox.media import SentFile
from tests.ferry import ANN, WANG, Ferry, Json, buttons
from tests.handlers.places import Place


@pytest.fixture
def changes() -> dict[str, Json]:
    return {"intake": {"burst_quiet_seconds": 6, "burst_max_seconds": 45}}


async def resolve(ferry: Ferry, number: int) -> None:
    """As staff do on the desk."""
    async with ferry.database.transaction() as tx:
        await tickets.resolve(tx, number, now=ferry.clock.now())
    ferry.app.outbox.ring()
    await ferry.quiet()


def picture(name: str) -> SentFile:
    return SentFile("photo", Upload(name, "image/png", name.encode()))


async def test_an_album_is_one_ticket_and_a_late_picture_joins_it(place: Place) -> None:
    first, *_ = place.say(caption="These pages are broken", files=[picture("1"), picture("2")])
    await place.later(seconds=10)
    [card] = place.texts
    assert "These pages are broken" in card
    await place.later(hours=5)
    late = {"photo": first.body["photo"], "media_group_id": first.body["media_group_id"]}
    assert await place.post(late) == []
    [ticket] = await place.ferry.tickets()
    assert [len(entry.files) for entry in await place.ferry.thread(ticket)] == [1, 1, 1]


async def test_albums_of_two_people_are_two_tickets(place: Place) -> None:
    for person in (ANN, WANG):
        place.of(person).say(person=person, files=[picture("1"), picture("2")], caption="The site is down")
    await place.later(seconds=10)
    found = await place.ferry.tickets()
    assert sorted(ticket.customer_id for ticket in found) == [ANN, WANG]
    assert [len(await place.ferry.thread(ticket)) for ticket in found] == [2, 2]


async def test_one_thought_in_five_messages_is_one_ticket_though_the_program_restarts(place: Place) -> None:
    said = ["My mailbox is broken", "since yesterday", "on the phone", "and here", "please help"]
    for number, line in enumerate(said):
        if number == 3:
            await place.ferry.stop()
        place.say(line)
        place.ferry.forward(seconds=3)
        if number == 3:
            await place.ferry.start()
        await place.ferry.quiet()
    assert place.written == []
    await place.later(seconds=10)
    assert len(place.written) == 1
    assert await place.threads() == [said]


async def test_a_text_that_telegram_splits_is_one_ticket_with_all_of_it(place: Place) -> None:
    said = "The log: " + "".join(f"{number:09} " for number in range(1000))
    place.say(said)
    await place.later(seconds=10)
    [parts] = await place.threads()
    assert len(parts) > 1
    assert "".join(parts) == said
    assert len(place.written) == 1


async def test_two_messages_at_once_open_one_ticket(place: Place) -> None:
    for text in ("The site is down", "The site is down!"):
        place.say(text)
    await place.later(seconds=10)
    assert await place.threads() == [["The site is down", "The site is down!"]]
    assert len(place.written) == 1


async def test_what_comes_twice_or_is_handled_twice_is_one_ticket_and_one_card(place: Place) -> None:
    [said] = place.say("The site is down")
    await place.later(seconds=10)
    await place.put(said.body)
    await place.ferry.stop()
    database = Database(place.ferry.settings.storage.url.get_secret_value())
    async with database.transaction() as tx:
        await tx.execute(updates.update().values(state="waiting"))
    await database.close()
    await place.ferry.start()
    await place.later(seconds=10)
    assert await place.threads() == [["The site is down"]]
    assert len(place.written) == 1


async def test_an_edit_replaces_before_the_card_and_stands_beside_after_it_resolved_or_not(place: Place) -> None:
    [said] = place.say("The siet is down")
    await place.ferry.quiet()
    await place.edit(said.id, "The site is down")
    assert await place.threads() == [["The site is down"]]
    await place.later(seconds=10)
    await place.edit(said.id, "The site is slow")
    await resolve(place.ferry, 1)
    await place.later(minutes=1)
    await place.edit(said.id, "The site was slow")
    [ticket] = await place.ferry.tickets()
    assert (ticket.title, ticket.state) == ("The site is down", State.RESOLVED)
    shown = [
        (entry.kind, entry.text) for entry in await place.ferry.thread(ticket) if entry.kind in {"message", "edit"}
    ]
    assert shown == [("message", "The site is down"), ("edit", "The site is slow"), ("edit", "The site was slow")]


async def test_thanks_do_not_reopen_and_still_broken_does(place: Place) -> None:
    place.say("The site is down")
    await place.later(seconds=10)
    [card] = place.written
    await resolve(place.ferry, 1)
    await place.hear("Thank you!")
    await place.hear("thanks", reply_to_message_id=card["message_id"])
    [ticket] = await place.ferry.tickets()
    assert ticket.state is State.RESOLVED
    await place.hear("thanks, but it is still broken", reply_to_message_id=card["message_id"])
    [ticket] = await place.ferry.tickets()
    assert ticket.is_open
    assert await place.threads() == [["The site is down", "Thank you!", "thanks", "thanks, but it is still broken"]]


async def test_where_unsure_after_resolving_one_tap_decides(place: Place) -> None:
    place.say("The site is down")
    await place.later(seconds=10)
    [card] = place.written
    await resolve(place.ferry, 1)
    place.say("???", reply_to_message_id=card["message_id"])
    await place.later(seconds=10)
    asked = place.written[-1]
    assert "Yes, a new issue" in buttons(asked)
    await place.press(asked, "Yes, a new issue")
    await place.later(seconds=10)
    assert await place.threads() == [["The site is down"], ["???"]]


async def test_after_the_time_to_reopen_an_answer_is_a_ticket_that_follows(place: Place) -> None:
    place.say("The site is down")
    await place.later(seconds=10)
    [card] = place.written
    await resolve(place.ferry, 1)
    await place.later(days=8)
    place.say("it is down again", reply_to_message_id=card["message_id"])
    await place.later(seconds=10)
    first, second = await place.ferry.tickets()
    assert (first.state, second.follows_id) == (State.RESOLVED, first.id)


async def test_a_greeting_alone_is_answered_and_becomes_the_first_line_of_the_matter(place: Place) -> None:
    place.say("Hi")
    await place.later(seconds=10)
    [answer] = place.texts
    assert "Issue" not in answer
    assert await place.ferry.tickets() == []
    place.say("The site is down")
    await place.later(seconds=10)
    assert await place.threads() == [["Hi", "The site is down"]]
    assert len(await place.ferry.rows(drafts)) == 1


async def test_a_greeting_and_its_matter_that_are_handled_twice_count_as_before(place: Place) -> None:
    place.say("Hi")
    place.say("The site is down")
    await place.later(seconds=10)
    before = await place.ferry.outcomes()
    await place.ferry.stop()
    database = Database(place.ferry.settings.storage.url.get_secret_value())
    async with database.transaction() as tx:
        await tx.execute(updates.update().values(state="waiting", outcome=None))
    await database.close()
    await place.ferry.start()
    await place.later(seconds=10)
    assert await place.ferry.outcomes() == before
    assert await place.threads() == [["Hi", "The site is down"]]
    assert len(place.written) == 1
