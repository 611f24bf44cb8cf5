"""Who opened the desk inside Telegram: what it starts a Mini App with, checked by the bot's token."""

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

HOLDS = timedelta(hours=1)
"""So long after Telegram signed it, it opens something."""
AHEAD = timedelta(minutes=1)
"""Telegram's clock may be a little ahead of ours."""
LONGEST = 8_192
_HIGHEST_ID = 2**52


@dataclass(frozen=True, slots=True)
class Visitor:
    """The person who opened it, as Telegram names them."""

    id: int
    name: str
    username: str | None
    language: str | None
    """Their app's: a tag such as "zh-hans"."""
    proof: str
    """What Telegram signed it with: the same proof is the same signature, however it is written."""


def key_of(token: str) -> bytes:
    """What Telegram signs with, for the bot of that token."""
    return hmac.digest(b"WebAppData", token.encode(), hashlib.sha256)


def visitor_of(key: bytes, init_data: str, now: datetime) -> Visitor | None:
    """None where Telegram did not sign it, or signed it too long ago, or it is of nobody.

    ``init_data`` is a query string; what is signed are its fields but "hash", as lines in the order of their names:
    https://core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app
    """
    if len(init_data) > LONGEST:
        return None
    try:
        pairs = parse_qsl(init_data, keep_blank_values=True, strict_parsing=True, errors="strict")
    except ValueError:
        return None
    fields = dict(pairs)
    given = fields.pop("hash", "")
    # A name that comes twice would be signed once and read another time.
    if len(fields) + 1 != len(pairs):
        return None
    lines = "\n".join(f"{name}={value}" for name, value in sorted(fields.items()))
    if not hmac.compare_digest(given.encode(), hmac.digest(key, lines.encode(), hashlib.sha256).hex().encode()):
        return None
    return _visitor(fields.get("user", ""), given) if _is_fresh(fields.get("auth_date", ""), now) else None


def _is_fresh(auth_date: str, now: datetime) -> bool:
    if not (auth_date.isascii() and auth_date.isdigit() and len(auth_date) <= 11):
        return False
    age = now - datetime.fromtimestamp(int(auth_date), UTC)
    return -AHEAD <= age <= HOLDS


def _visitor(user: str, proof: str) -> Visitor | None:
    try:
        told: Any = json.loads(user)
    except ValueError:
        return None
    number = told.get("id") if isinstance(told, dict) else None
    if type(number) is not int or not 0 < number < _HIGHEST_ID or told.get("is_bot"):
        return None
    name = f"{_text(told, 'first_name')} {_text(told, 'last_name')}".strip()
    return Visitor(number, name, _text(told, "username") or None, _text(told, "language_code") or None, proof)


def _text(told: dict[str, Any], field: str) -> str:
    """Without halves of characters, which JSON may have and no database takes."""
    value = told.get(field)
    return value.encode(errors="ignore").decode() if isinstance(value, str) else ""
