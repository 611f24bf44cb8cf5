"""The log of what the bot asked: every call with its chat and its outcome, never the token."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sandbox.files import Upload

Json = dict[str, Any]

_KEPT = 100_000
_SECRET = frozenset({"secret_token"})


@dataclass(slots=True)
class LoggedCall:
    """`n` is given when the outcome is known, so that whoever reads on after `n` misses none."""

    at: str
    method: str
    chat_id: int | str | None
    params: Json
    n: int = 0
    ok: bool = False
    error_code: int | None = None
    description: str | None = None
    message_id: int | None = None

    def as_json(self) -> Json:
        return {name: getattr(self, name) for name in self.__slots__}


def incoming(at: datetime, method: str, raw: Mapping[str, Any]) -> LoggedCall:
    """A call before anything is known of its outcome."""
    chat_id = raw.get("chat_id")
    if isinstance(chat_id, str) and chat_id.lstrip("-").isdecimal():
        chat_id = int(chat_id)
    shown = chat_id if isinstance(chat_id, int | str) else None
    return LoggedCall(at.isoformat(), method, shown, {name: _shown(name, value) for name, value in raw.items()})


class CallLog:
    """The newest calls, in the order of their outcomes."""

    def __init__(self) -> None:
        self._calls: list[LoggedCall] = []
        self._count = 0

    def keep(self, call: LoggedCall) -> None:
        self._count += 1
        call.n = self._count
        self._calls.append(call)
        if len(self._calls) > _KEPT:
            del self._calls[: _KEPT // 2]

    def after(self, n: int = 0, *, method: str | None = None, chat_id: int | None = None) -> list[LoggedCall]:
        return [
            call
            for call in self._calls
            if call.n > n
            and (method is None or call.method.lower() == method.lower())
            and (chat_id is None or call.chat_id == chat_id)
        ]


def _shown(name: str, value: object) -> object:
    if name in _SECRET:
        return "(secret)"
    if isinstance(value, Upload):
        return {"file": value.name, "size": len(value.data)}
    return value
