"""Which fields of a ticket its customer's card shows: for a change of others it is not edited."""

from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest

from bot.categories import CATEGORIES
from bot.deliveries import Purpose
from bot.office.office import Office
from bot.tickets import ON_CARD, State, Ticket, Via
from broadcasts.wording import Wording
from tests.bot.moments import NOW
from tests.broadcasts.test_wording import LINKS, PLAIN, ZONE

LATER = NOW + timedelta(hours=3)
RECEIVED = Ticket(7, 5, 5, "Site down", "bug", State.RECEIVED, Via.CHAT, NOW, NOW, None, None, None, None, 0)
ACCEPTED = replace(RECEIVED, state=State.ACCEPTED, owner_id=9, owner_name="Sam", accepted_at=NOW)
PROMISED = replace(ACCEPTED, promised_at=LATER)
RESOLVED = replace(PROMISED, state=State.RESOLVED, resolved_at=NOW)
EACH = (RECEIVED, ACCEPTED, PROMISED, RESOLVED)

# Another value for every field that can change while the ticket stays the same.
OTHER: dict[str, Any] = {
    "title": "Mail down",
    "category": "question",
    "state": State.ACCEPTED,
    "changed_at": LATER,
    "resolved_at": LATER,
    "owner_id": 10,
    "owner_name": "Eve",
    "promised_at": LATER + timedelta(days=1),
    "link_generation": 1,
    "follows_id": 3,
    "merged_into_id": 8,
    "callback_wish": "now",
    "callback_wished_at": LATER,
    "erased_at": LATER,
    "department": "hosting",
    "first_owner_id": 10,
    "first_owner_name": "Eve",
    "accepted_at": LATER,
    "answered_at": LATER,
    "waiting_since": LATER,
    "slipped_at": LATER,
    "level": 2,
    "urgent": True,
    "cause": "product",
    "way": "phone",
    "done": "Restarted it",
    "rating": 1,
    "rating_text": "Slow",
    "rated_at": LATER,
    "reopenings": 2,
    "follow_up_at": LATER,
    "accept_by": LATER,
}
STAYS = {"id", "customer_id", "chat_id", "via", "opened_at", "thread_id"}


def card(ticket: Ticket) -> object:
    wording = Wording(LINKS, "en", ZONE, CATEGORIES, Office(ZONE))
    return wording.of(replace(PLAIN, purpose=Purpose.CARD, ticket=ticket, content=None, customer_id=5))


def test_every_field_is_asked_about() -> None:
    assert OTHER.keys() | STAYS == {field.name for field in fields(Ticket)}


@pytest.mark.parametrize("field", sorted(OTHER))
def test_the_card_shows_what_is_named_and_nothing_else(field: str) -> None:
    changed = [card(ticket) != card(replace(ticket, **{field: OTHER[field]})) for ticket in EACH]
    assert any(changed) == (field in ON_CARD)
