"""How often somebody may try."""

from datetime import timedelta

import pytest
from fastapi import Request

from desk.limits import MOST_KEYS, Limit, origin_of
from tests.desk.served import NOW

MINUTE = timedelta(minutes=1)


def test_tries_are_forgiven_one_by_one() -> None:
    limit = Limit(2, 10 * MINUTE)
    limit.note("a", NOW)
    assert not limit.is_reached("a", NOW)
    limit.note("a", NOW + MINUTE)
    assert limit.is_reached("a", NOW + 9 * MINUTE)
    assert not limit.is_reached("b", NOW)
    assert not limit.is_reached("a", NOW + 10 * MINUTE)
    limit.note("a", NOW + 10 * MINUTE)
    assert limit.is_reached("a", NOW + 10 * MINUTE)


def test_no_crowd_fills_the_memory() -> None:
    limit = Limit(1, MINUTE)
    for number in range(MOST_KEYS + 1):
        limit.note(str(number), NOW)
    assert not limit.is_reached("0", NOW)
    assert limit.is_reached("1", NOW)


@pytest.mark.parametrize(
    ("address", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8::1", "2001:db8::ffff", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("", "testing", False),
    ],
)
def test_an_address_of_ipv6_stands_for_its_network(address: str, other: str, same: bool) -> None:
    asked = [Request({"type": "http", "client": (host, 1) if host else None}) for host in (address, other)]
    assert (origin_of(asked[0]) == origin_of(asked[1])) == same
