"""Faults on demand: what goes wrong with the bot's calls, as a test ordered it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from sandbox.errors import BotApiError, RefusedAct
from sandbox.rates import Rate, Windows, is_send

Json = dict[str, Any]

# Telegram's front servers answer these, and not in JSON.
_FRONT = {502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout"}
_NAMES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
    429: "Too Many Requests",
    500: "Internal Server Error",
}


class FrontServerError(Exception):
    """An answer without JSON, from before the Bot API."""

    def __init__(self, status: int) -> None:
        super().__init__(f"{status}")
        self.status = status
        self.body = f"<html>\r\n<head><title>{status} {_FRONT.get(status, 'Error')}</title></head>\r\n</html>\r\n"


class ConnectionDropped(Exception):
    """No answer at all; the text says on which side of the effect."""


@dataclass(slots=True)
class NextFault:
    """The next `times` calls of a method, to one chat if given, fail this way."""

    method: str
    times: int
    error_code: int = 500
    chat_id: int | None = None
    description: str | None = None
    retry_after: int | None = None
    cut_at: int | None = None
    """For a download: not refused, but broken off after so many bytes; `error_code` means nothing then."""

    def meets(self, method: str, chat_id: object) -> bool:
        return self.times > 0 and self.method.lower() == method.lower() and self.chat_id in (None, chat_id)

    def error(self) -> Exception:
        if self.error_code in _FRONT and self.description is None:
            return FrontServerError(self.error_code)
        description = self.description or _NAMES.get(self.error_code, "Error")
        if self.retry_after is None:
            return BotApiError(self.error_code, description)
        description = self.description or f"{description}: retry after {self.retry_after}"
        return BotApiError(self.error_code, description, retry_after=self.retry_after)


@dataclass(slots=True)
class Faults:
    """Without arguments: nothing goes wrong. `methods`: the only ones that shares and latency touch; empty: all."""

    rate: Rate | None = None
    latency_seconds: float = 0
    error_share: float = 0
    error_status: int = 502
    drop_share: float = 0
    drop_after: bool = False
    next: list[NextFault] = field(default_factory=list)
    seed: int | None = None
    methods: Collection[str] = ()
    _random: Random = field(init=False)
    _windows: Windows | None = field(init=False)

    def __post_init__(self) -> None:
        self._random = Random(self.seed)  # noqa: S311 - faults that can be repeated, nothing secret
        self._windows = Windows(self.rate) if self.rate else None

    def latency_of(self, method: str) -> float:
        return self.latency_seconds if self._touches(method) else 0

    def before(self, method: str, chat_id: object) -> None:
        """What strikes a call before it is looked at."""
        for fault in self.next:
            if fault.meets(method, chat_id) and fault.cut_at is None:
                fault.times -= 1
                raise fault.error()
        if not self._touches(method):
            return
        if self._random.random() < self.error_share:
            raise FrontServerError(self.error_status)
        if not self.drop_after and self._random.random() < self.drop_share:
            raise ConnectionDropped("connection dropped before the effect")

    def limit(self, method: str, params: Mapping[str, Any], now: float) -> None:
        """The strict rate, for calls that are well-formed sends; each file of an album counts."""
        if self._windows is not None and is_send(method):
            wait = self._windows.take(params.get("chat_id"), len(params.get("media", "1")), now)
            if wait:
                raise BotApiError(429, f"Too Many Requests: retry after {wait}", retry_after=wait)

    def cut_of(self, method: str) -> int | None:
        """After how many bytes of this answer the connection breaks."""
        for fault in self.next:
            if fault.meets(method, None) and fault.cut_at is not None:
                fault.times -= 1
                return fault.cut_at
        return None

    def drops_answer(self, method: str) -> bool:
        """Whether the connection breaks after the effect."""
        return self.drop_after and self._touches(method) and self._random.random() < self.drop_share

    def _touches(self, method: str) -> bool:
        return not self.methods or method in self.methods


def faults_from(ordered: Json) -> Faults:
    """From the control API's JSON; an unknown name is refused."""
    try:
        rate = ordered.get("rate")
        upcoming = [NextFault(**one) for one in ordered.get("next", [])]
        return Faults(**{**ordered, "rate": Rate(**rate) if rate else None, "next": upcoming})
    except TypeError as error:
        # Python's own words name the argument.
        raise RefusedAct(f"faults: {error}", status=400) from None
