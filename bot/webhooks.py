"""Webhooks: what the company's programs are told, how it is signed, and when it is tried again. Pure rules."""

import base64
import hashlib
import hmac
import ipaddress
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from bot.casework.events import Event
from bot.tickets import Ticket

MAX_ADDRESS = 2_000
"""Characters of an address."""
RETRIES = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
)
"""How long after each attempt the next one follows; together a day and a half, as Standard Webhooks advises."""
JITTER = 0.2
GAP_LASTS = timedelta(seconds=30)
"""A number that is missing among tickets for so long belongs to none: nobody is about to commit it any more."""
_SHARED = ipaddress.ip_network("64:ff9b::/96")
_TRANSLATED = ipaddress.ip_network("64:ff9b:1::/48")
"""Of a network's own translation to IPv4 (RFC 8215)."""
_TOLD = ("by", "entry", "question", "cause", "stars", "by_customer", "change", "before", "deadline")
_BY_CUSTOMER = frozenset({Event.RATED})


def secret_of(key: bytes, webhook_id: int, generation: int) -> str:
    """As the receiving program is given it. Derived, so that the database holds no secret."""
    digest = hmac.digest(key, f"webhook:{webhook_id}:{generation}".encode(), hashlib.sha256)
    return "whsec_" + base64.b64encode(digest).decode()


def signature(secret: str, call: str, at: datetime, body: str) -> str:
    """By Standard Webhooks. ``call``: its id, the same at every attempt; ``at``: the attempt's."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.digest(key, f"{call}.{int(at.timestamp())}.{body}".encode(), hashlib.sha256)
    return f"v1,{base64.b64encode(digest).decode()}"


def signatures(key: bytes, webhook_id: int, generation: int, call: str, at: datetime, body: str) -> str:
    """With the secret, and with the one before, so that a program may take the new one in its own time."""
    generations = [generation] if generation == 0 else [generation, generation - 1]
    return " ".join(signature(secret_of(key, webhook_id, one), call, at, body) for one in generations)


def retry_at(attempts: int, now: datetime, jitter: float) -> datetime | None:
    """After so many attempts that failed; None: it is given up. ``jitter``: 0 to 1, so that not all come at once."""
    if not 0 < attempts <= len(RETRIES):
        return None
    return now + RETRIES[attempts - 1] * (1 + JITTER * jitter)


def body_of(event: Event, at: datetime, about: Mapping[str, Any], ticket: Ticket | None, department: str) -> str:
    """What is told, as JSON, without any word of a customer's: these are filled in when it is sent (`worded`)."""
    data = {name: about[name] for name in _TOLD if name in about}
    if event in _BY_CUSTOMER or about.get("by_customer"):
        data.pop("by", None)
    if ticket is not None:
        data["ticket"] = {
            "id": ticket.id,
            "category": ticket.category,
            "department": department,
            "state": ticket.state,
            "light": ticket.light,
            "via": ticket.via,
            "customer": ticket.customer_id,
            "owner": ticket.owner_name,
            "urgent": ticket.urgent,
            "rating": ticket.rating,
            "promised_at": _written(ticket.promised_at),
            "opened_at": _written(ticket.opened_at),
            "changed_at": _written(ticket.changed_at),
            "resolved_at": _written(ticket.resolved_at),
        }
    return json.dumps({"type": event, "timestamp": _written(at), "data": data}, ensure_ascii=False)


def ticket_in(body: str) -> int | None:
    """The number of the ticket that a body is about."""
    number: int | None = json.loads(body)["data"].get("ticket", {}).get("id")
    return number


def worded(body: str, title: str) -> str:
    """With the ticket's title as it is now, so that no copy of it outlives its erasure."""
    told = json.loads(body)
    told["data"]["ticket"]["title"] = title
    return json.dumps(told, ensure_ascii=False)


def is_address(url: str) -> bool:
    """Whether a webhook may have it: http or https, with a host, and without a password that pages would show."""
    try:
        parts = urlsplit(url)
        port_is_valid = parts.port != 0
    except ValueError:
        return False
    plain = url.isascii() and url.isprintable() and " " not in url and len(url) <= MAX_ADDRESS
    known = parts.scheme in ("http", "https") and bool(parts.hostname) and port_is_valid
    return plain and known and "@" not in parts.netloc and not parts.fragment and "\\" not in url


def is_private(address: str) -> bool:
    """Whether this IP address lies in no public network, or leads into one that does not."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        if found.is_site_local or found in _TRANSLATED:
            return True
        inner = found.ipv4_mapped or found.sixtofour
        if found in _SHARED:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            found = inner
    return not found.is_global or found.is_multicast


def settled(opened: list[tuple[int, datetime]], told: int, now: datetime) -> list[int]:
    """The tickets that may be told of: up to a gap in their numbers that somebody may yet fill by a commit.

    ``opened``: number and time of those behind number ``told``, in order.
    """
    ready: list[int] = []
    for number, at in opened:
        if number != told + 1 and now - at < GAP_LASTS:
            break
        ready.append(number)
        told = number
    return ready


def _written(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
