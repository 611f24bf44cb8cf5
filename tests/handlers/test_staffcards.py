"""Staff's cards: one for each new ticket, in the group or in private; it moves with the ticket and has buttons."""

from datetime import datetime

import pytest

from bot.casework import answers, resolution
from bot.casework.case import Case, Doer
from bot.deliveries import Draft, Purpose
from bot.storage import customers
from bot.storage import deliveries as outbox
from bot.storage.schema import deliveries
from bot.tickets import State
from tests.bot.storage.rows import ticket
from tests.ferry import ADMIN, ANN, GROUP, STAFF, WANG, ZONE, Ferry, Json, buttons

TEAM = -1009


async def look(ferry: Ferry) -> None:
    """The watch looks at what is new, and what it plans is sent."""

    async def seen() -> bool:
        return {row.ticket_id for row in await ferry.rows(deliveries) if row.purpose == "staff-card"} >= {
            ticket.id for ticket in await ferry.tickets()
        }

    ferry.app.agenda.ring()
    await ferry.until(seen)
    await ferry.quiet()


async def told(ferry: Ferry, text: str = "Our <b>domain</b> has expired", chat: int = STAFF) -> Json:
    """Ann writes; the card that staff get in that chat."""
    before = len(ferry.written(chat))
    await ferry.hear(ANN, text)
    await look(ferry)
    [card] = ferry.written(chat)[before:]
    return card


async def pressed(ferry: Ferry, card: Json, label: str, person: int = STAFF) -> Json:
    """The card after the press."""
    await ferry.press(person, card, label)
    return next(one for one in ferry.written(card["chat"]["id"]) if one["message_id"] == card["message_id"])


async def test_without_a_group_whoever_is_responsible_is_told_in_private(ferry: Ferry) -> None:
    card = await told(ferry)
    assert "Our <b>domain</b> has expired" in card["text"]
    assert "Ann" in card["text"]
    assert "Domain and hosting · Hosting" in card["text"]
    assert "Nobody has accepted it yet." in card["text"]
    assert list(buttons(card)) == ["Accept", "Dispatch", "Open"]
    assert buttons(card)["Open"] == "https://desk.example.com/staff/t/1"
    # The management hears of it when it goes up.
    assert ferry.written(ADMIN) == []
    await look(ferry)
    assert len(ferry.written(STAFF)) == 1


async def test_it_is_accepted_with_a_time_and_moves_with_the_ticket(ferry: Ferry) -> None:
    card = await pressed(ferry, await told(ferry), "Accept")
    assert list(buttons(card)) == ["Within 1 hour", "Within 4 hours", "Today", "In 2 working days", "Back"]
    card = await pressed(ferry, card, "Within 1 hour")
    [ticket] = await ferry.tickets()
    assert (ticket.state, ticket.owner_id, ticket.owner_name) == (State.ACCEPTED, STAFF, "Sam")
    assert ticket.promised_at == datetime(2026, 4, 1, 15, tzinfo=ZONE)
    assert "Accepted by \u2068Sam\u2069, promised by 1 April 2026, 15:00." in card["text"]
    assert list(buttons(card)) == ["New time", "Dispatch", "Open"]
    assert "15:00" in ferry.written(ANN)[-1]["text"]
    await ferry.hear(ANN, "thanks")
    card = await pressed(ferry, card, "New time")
    card = await pressed(ferry, card, "Today")
    assert "18:00" in card["text"]


async def test_it_is_dispatched_and_back_changes_nothing(ferry: Ferry) -> None:
    card = await pressed(ferry, await told(ferry), "Dispatch")
    assert list(buttons(card)) == ["Customer service", "Engineering", "Management", "Back"]
    card = await pressed(ferry, card, "Back")
    assert list(buttons(card)) == ["Accept", "Dispatch", "Open"]
    card = await pressed(ferry, await pressed(ferry, card, "Dispatch"), "Engineering")
    [ticket] = await ferry.tickets()
    assert ticket.department == "engineering"
    assert "· Engineering" in card["text"]


@pytest.mark.parametrize(
    "data",
    [
        "staff:accept:1",
        "staff:promise:1:hour",
        "staff:again:1:hour",
        "staff:dispatch:1",
        "staff:to:1:service",
        "staff:card:1",
        "staff:x",
    ],
)
async def test_others_are_refused_politely(ferry: Ferry, data: str) -> None:
    [card] = await ferry.hear(ANN, "Our domain has expired", chat=GROUP)
    before = await ferry.watched_tickets()
    query = ferry.sandbox.world.press(GROUP, card["message_id"], WANG, data)
    answer = await ferry.sandbox.world.answer_to(query, 5)
    assert answer is not None
    assert "我们的同事" in answer["text"]
    await ferry.quiet()
    assert await ferry.tickets() == before
    assert (await ferry.outcomes())[-1] == "refused: not allowed"


@pytest.mark.parametrize(
    "data",
    ["staff:accept:99", "staff:promise:99:hour", "staff:promise:1:never", "staff:to:1:nowhere", "staff:dispatch:99"],
)
async def test_presses_about_nothing_do_no_harm(ferry: Ferry, data: str) -> None:
    card = await told(ferry)
    query = ferry.sandbox.world.press(STAFF, card["message_id"], STAFF, data)
    answer = await ferry.sandbox.world.answer_to(query, 5)
    assert answer is not None
    assert answer["text"] == "That is settled already."
    [ticket] = await ferry.tickets()
    assert ticket.owner_name is None


async def test_a_resolved_ticket_has_no_buttons_but_the_link(ferry: Ferry) -> None:
    card = await told(ferry)
    await ferry.press(ANN, ferry.written(ANN)[0], "It is solved")
    [card] = ferry.written(STAFF)
    assert "Resolved." in card["text"]
    assert list(buttons(card)) == ["Open"]


async def test_what_is_over_before_staff_could_be_told_of_it_brings_no_card(ferry: Ferry) -> None:
    async with ferry.database.transaction() as tx:
        await customers.seen(tx, ANN, name="Ann", username=None, language="en", now=ferry.clock.now())
        over, planned = [await ticket(tx, ANN, now=ferry.clock.now()) for _ in range(2)]
        card = Draft(f"staff/{planned.id}", STAFF, Purpose.STAFF_CARD, None, ticket_id=planned.id)
        await outbox.plan(tx, card, ferry.clock.now())
        for one in (over, planned):
            case = await Case.open(tx, ferry.app.bureau, one.id, Doer(STAFF, "Sam"), ferry.clock.now())
            await resolution.resolve(case, resolution.Solution())
    ferry.app.agenda.ring()
    ferry.app.outbox.ring()
    await ferry.quiet()
    assert ferry.written(STAFF) == []
    told = [(row.ticket_id, row.reason) for row in await ferry.rows(deliveries) if row.purpose == "staff-card"]
    assert told == [(planned.id, "resolved before it was sent")]


async def test_a_note_changes_no_card_and_reaches_nobody(ferry: Ferry) -> None:
    await told(ferry)
    async with ferry.database.transaction() as tx:
        case = await Case.open(tx, ferry.app.bureau, 1, Doer(STAFF, "Sam"), ferry.clock.now())
        await answers.note(case, "between us")
    ferry.app.outbox.ring()
    await ferry.quiet()
    for chat in (ANN, STAFF, ADMIN, GROUP):
        assert "between us" not in str(ferry.written(chat))


@pytest.mark.parametrize(
    ("hour", "text", "silent"),
    [
        (14, "Our domain has expired", None),
        (22, "Our domain has expired", True),
        (22, "Our shop was hacked", None),
    ],
)
async def test_at_night_it_comes_without_a_sound_unless_it_is_urgent(
    ferry: Ferry, hour: int, text: str, silent: bool | None
) -> None:
    ferry.move_to(datetime(2026, 4, 1, hour, tzinfo=ZONE))
    card = await told(ferry, text)
    sent = ferry.sandbox.api.calls.after(method="sendMessage", chat_id=STAFF)[-1]
    assert (sent.message_id, sent.params.get("disable_notification")) == (card["message_id"], silent)


class TestInAGroup:
    @pytest.fixture
    def changes(self) -> dict[str, Json]:
        return {"telegram": {"staff_chat": TEAM}}

    async def test_the_group_gets_one_card_and_nobody_one_in_private(self, ferry: Ferry) -> None:
        ferry.sandbox.world.add_chat("Team", id=TEAM, members=[STAFF, ADMIN])
        card = await told(ferry, chat=TEAM)
        card = await pressed(ferry, await pressed(ferry, card, "Accept", ADMIN), "Within 4 hours", ADMIN)
        assert "Ada" in card["text"]
        assert ferry.written(STAFF) == ferry.written(ADMIN) == []

    async def test_of_two_who_accept_the_second_is_told_that_it_is_settled(self, ferry: Ferry) -> None:
        ferry.sandbox.world.add_chat("Team", id=TEAM, members=[STAFF, ADMIN])
        card = await told(ferry, chat=TEAM)
        await ferry.press(STAFF, card, "Accept")
        queries = [
            ferry.sandbox.world.press(TEAM, card["message_id"], person, "staff:promise:1:hour")
            for person in (STAFF, ADMIN)
        ]
        answers_ = [await ferry.sandbox.world.answer_to(query, 5) for query in queries]
        await ferry.quiet()
        assert [(answer or {}).get("text") for answer in answers_] == ["", "That is settled already."]
        [ticket] = await ferry.tickets()
        assert ticket.owner_id == STAFF
        assert sum("is in the hands of Sam" in one["text"] for one in ferry.written(ANN)) == 1
