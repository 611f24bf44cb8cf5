"""A method's parameters: from form strings or JSON to typed values, or Telegram's refusal."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from sandbox.errors import bad_request
from sandbox.files import Upload
from sandbox.specification import METHODS, Json, violations

# Telegram's own words for what is missing; the rest is named by the parameter.
_MISSING: Mapping[str, str] = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "user_id": "invalid user_id specified",
    "message_id": "message identifier is not specified",
    "permissions": "permissions are empty",
    "action": "wrong parameter action in request",
}
# Telegram takes an empty string for none; here it says something.
_MAY_BE_EMPTY = frozenset({("setWebhook", "url")})
_INTEGER = re.compile(r"[+-]?\d{1,19}")
_TRUE = frozenset({"true", "yes", "1"})
_FALSE = frozenset({"false", "no", "0"})


def typed(method: str, raw: Mapping[str, Any]) -> tuple[Json, dict[str, Upload]]:
    """The parameters of `method`, and the uploads that they may name with attach://.

    Stricter than Telegram, which ignores what it does not know: a misspelt parameter is an error here."""
    facts: Mapping[str, Json] = METHODS[method]["params"]
    params: Json = {}
    attachments: dict[str, Upload] = {}
    for name, value in raw.items():
        if name in facts:
            if value not in ("", None) or (method, name) in _MAY_BE_EMPTY:
                params[name] = _typed(name, facts[name]["types"], value)
        elif isinstance(value, Upload):
            attachments[name] = value
        else:
            raise bad_request(f'unknown parameter "{name}" of {method}')
    for name, fact in facts.items():
        if fact["required"] and name not in params:
            raise bad_request(_missing(method, name))
    return params, attachments


def _missing(method: str, name: str) -> str:
    if method.lower() == f"send{name.replace('_', '')}":
        return f"there is no {name.replace('_', ' ')} in the request"
    return _MISSING.get(name, f'parameter "{name}" is required')


def _typed(name: str, types: Sequence[str], value: object) -> object:
    if isinstance(value, str) and "String" not in types:
        value = _from_text(name, types, value)
    elif isinstance(value, str) and "Integer" in types and _INTEGER.fullmatch(value):
        return int(value)
    if reasons := violations(types, value, name):
        raise bad_request(f"can't parse parameter {reasons[0]}")
    return value


def _from_text(name: str, types: Sequence[str], text: str) -> object:
    if types == ["Boolean"] and text.lower() in _TRUE | _FALSE:
        return text.lower() in _TRUE
    if types == ["InputFile"]:
        raise bad_request(f"there is no file in parameter {name}")
    try:
        # Integers and floats are JSON as well.
        return json.loads(text)
    except ValueError:
        raise bad_request(f"can't parse parameter {name}: JSON expected") from None
