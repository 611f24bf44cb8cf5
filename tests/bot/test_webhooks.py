"""What programs are told, how it is signed, and when it is tried again."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from bot.casework.events import Event
from bot.clock import SystemClock
from bot.tickets import State, Ticket, Via
from bot.webhooks import (
    GAP_LASTS,
    RETRIES,
    body_of,
    is_address,
    is_private,
    retry_at,
    secret_of,
    settled,
    signatures,
    ticket_in,
    worded,
)

KEY = b"k" * 32
NOW = datetime(2026, 4, 1, 6, tzinfo=UTC)
TICKET = Ticket(
    id=7,
    customer_id=11,
    chat_id=11,
    title="The site is down",
    category="bug",
    state=State.ACCEPTED,
    via=Via.CHAT,
    opened_at=NOW,
    changed_at=NOW,
    resolved_at=None,
    owner_id=901,
    owner_name="Sam",
    promised_at=NOW + timedelta(hours=1),
    link_generation=0,
    rating_text="Ann's own words",
    done="restarted for Ann",
)


def signed(generation: int, at: datetime) -> dict[str, str]:
    name = "msg_1"
    return {
        "webhook-id": name,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": signatures(KEY, 3, generation, name, at, '{"a":"ä"}'),
    }


@pytest.mark.parametrize(("knows", "generation"), [(0, 0), (1, 1), (0, 1), (4, 5)])
def test_a_program_that_knows_this_secret_or_the_one_before_takes_a_call(knows: int, generation: int) -> None:
    told = Webhook(secret_of(KEY, 3, knows)).verify('{"a":"ä"}', signed(generation, SystemClock().now()))
    assert told == {"a": "ä"}


@pytest.mark.parametrize(("webhook", "knows", "generation"), [(3, 0, 2), (3, 2, 1), (4, 1, 1)])
def test_another_secret_does_not_prove_it(webhook: int, knows: int, generation: int) -> None:
    with pytest.raises(WebhookVerificationError):
        Webhook(secret_of(KEY, webhook, knows)).verify('{"a":"ä"}', signed(generation, SystemClock().now()))


def test_a_call_is_tried_for_a_day_and_a_half_and_then_given_up() -> None:
    waits = [retry_at(attempts, NOW, 0) for attempts in range(1, len(RETRIES) + 2)]
    assert [at - NOW for at in waits if at] == list(RETRIES)
    assert waits[-1] is None
    assert timedelta(hours=31) < sum(RETRIES, timedelta()) < timedelta(hours=32)
    latest = retry_at(1, NOW, 1)
    assert latest is not None
    assert latest - NOW == timedelta(seconds=6)  # 5 seconds and a fifth of them


def test_a_body_holds_numbers_and_states_and_a_title_only_when_it_is_sent() -> None:
    about = {"by": "Sam", "entry": 5, "note": "between us"}
    body = body_of(Event.REPLIED, NOW, about, TICKET, "engineering")
    assert "site" not in body
    assert "Ann" not in body
    assert ticket_in(body) == 7
    told = json.loads(worded(body, "The site is down"))
    assert (told["type"], told["timestamp"]) == ("ticket.replied", "2026-04-01T06:00:00+00:00")
    assert told["data"] == {
        "by": "Sam",
        "entry": 5,
        "ticket": {
            "id": 7,
            "title": "The site is down",
            "category": "bug",
            "department": "engineering",
            "state": "accepted",
            "light": "blue",
            "via": "chat",
            "customer": 11,
            "owner": "Sam",
            "urgent": False,
            "rating": None,
            "promised_at": "2026-04-01T07:00:00+00:00",
            "opened_at": "2026-04-01T06:00:00+00:00",
            "changed_at": "2026-04-01T06:00:00+00:00",
            "resolved_at": None,
        },
    }


@pytest.mark.parametrize(
    ("event", "about"), [(Event.RATED, {"by": "Ann", "stars": 5}), (Event.RESOLVED, {"by": "Ann", "by_customer": True})]
)
def test_what_a_customer_did_is_told_without_their_name(event: Event, about: dict[str, object]) -> None:
    assert "Ann" not in body_of(event, NOW, about, replace(TICKET, owner_name=None), "")


def test_a_change_of_the_move_is_about_no_ticket() -> None:
    body = body_of(Event.TRANSITION, NOW, {"change": "deadline", "before": "a", "deadline": "b"}, None, "")
    assert ticket_in(body) is None
    assert json.loads(body)["data"] == {"change": "deadline", "before": "a", "deadline": "b"}


@pytest.mark.parametrize("url", ["https://crm.example.com/hook?x=1", "http://10.0.0.1:8080", "https://[::1]/"])
def test_an_address_that_can_be_called(url: str) -> None:
    assert is_address(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "crm.example.com",
        "ftp://example.com",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://",
        "https://:80/",
        "https://user:secret@example.com/",
        "https://example.com/#part",
        "https://example.com:99999/",
        "https://example.com:0/",
        "https://[::1/",
        "https://example.com/a b",
        "https://example.com\\@evil.example",
        "https://example.com/\n",
        "https://exämple.com/",
        "https://example.com/" + "x" * 2_000,
    ],
)
def test_an_address_that_cannot_be_called(url: str) -> None:
    assert not is_address(url)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1"),  # noqa: S104
        *("224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fd00::1", "ff02::1"),
        # Into IPv4 networks, by mapping, 6to4 and NAT64.
        *("::ffff:127.0.0.1", "2002:7f00:1::", "64:ff9b::a00:1", "64:ff9b:1::808:808", "fec0::1"),
    ],
)
def test_a_private_address_is_known(address: str) -> None:
    assert is_private(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_a_public_address_is_known(address: str) -> None:
    assert not is_private(address)


def test_tickets_are_told_of_in_order_up_to_a_number_that_may_still_be_committed() -> None:
    opened = [(number, NOW) for number in (5, 6, 8, 9)]
    assert settled(opened, 4, NOW) == [5, 6]
    assert settled(opened, 4, NOW + GAP_LASTS) == [5, 6, 8, 9]
    assert settled([(9, NOW)], 4, NOW) == []
    assert settled([], 4, NOW) == []
