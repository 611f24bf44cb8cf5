"""What Telegram starts a Mini App with, signed as Telegram signs it."""

import hashlib
import hmac
import json
from datetime import datetime
from typing import Any
from urllib.parse import urlencode


def signed(token: str, at: datetime, user: dict[str, Any] | str, **others: str) -> str:
    """https://core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app"""
    told = user if isinstance(user, str) else json.dumps(user)
    fields = {"query_id": "AAH", "user": told, "auth_date": str(int(at.timestamp()))} | others
    lines = "\n".join(f"{name}={fields[name]}" for name in sorted(fields))
    key = hmac.digest(b"WebAppData", token.encode(), hashlib.sha256)
    return urlencode(fields | {"hash": hmac.new(key, lines.encode(), hashlib.sha256).hexdigest()})


def person(number: int, first_name: str = "Ann", **others: Any) -> dict[str, Any]:
    return {"id": number, "first_name": first_name} | others
