"""Limits: how often somebody may try something within a time. Kept in memory: a restart forgives."""

from collections import OrderedDict, deque
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

from fastapi import HTTPException, Request

from desk.parts import Parts

MOST_KEYS = 10_000
"""Remembered at once; beyond that, whoever tried longest ago is forgotten."""
FAILED_SIGN_INS = 20
WITHIN = timedelta(minutes=10)
FILINGS = 20
"""Of one customer, within the same time."""


class Limit:
    """Counts tries by a key, such as an address."""

    def __init__(self, most: int, within: timedelta) -> None:
        self._most = most
        self._within = within
        self._tries: OrderedDict[str, deque[datetime]] = OrderedDict()

    def note(self, key: str, now: datetime) -> None:
        tries = self._tries.setdefault(key, deque(maxlen=self._most))
        tries.append(now)
        self._tries.move_to_end(key)
        if len(self._tries) > MOST_KEYS:
            self._tries.popitem(last=False)

    def is_reached(self, key: str, now: datetime) -> bool:
        tries = self._tries.get(key, deque())
        return len(tries) == self._most and now - tries[0] < self._within


def sign_in_limit() -> Limit:
    return Limit(FAILED_SIGN_INS, WITHIN)


async def require_patience(request: Request, parts: Parts) -> None:
    """A dependency of every way to sign in. Raises HTTPException 429 where too many tries from there failed."""
    limit: Limit = request.app.state.sign_in_limit
    if limit.is_reached(origin_of(request), parts.clock.now()):
        raise HTTPException(429, headers={"Retry-After": str(int(WITHIN.total_seconds()))})


def note_failed_sign_in(request: Request, now: datetime) -> None:
    limit: Limit = request.app.state.sign_in_limit
    limit.note(origin_of(request), now)


def origin_of(request: Request) -> str:
    """The address asked from; of IPv6 the part that one customer of a network has, who may change the rest at will."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    return str(int(address) >> 64) if isinstance(address, IPv6Address) else host
