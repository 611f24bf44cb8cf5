"""What a single setting may be: types that refuse a wrong value in words that follow it ("31 is outside 20..30")."""

import re
from datetime import date, datetime, time
from ipaddress import IPv6Address
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, HttpUrl, SecretStr, TypeAdapter, ValidationError
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

_TOKEN: Final = re.compile(r"[0-9]{1,20}:[A-Za-z0-9_-]{20,100}")
_WEBHOOK_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{1,256}")
_KEY: Final = re.compile(r"[a-z][a-z0-9_-]{0,31}")
_LISTEN: Final = re.compile(r"(?:\[(?P<six>[^\[\]]+)\]|[A-Za-z0-9._-]+):(?P<port>[0-9]{1,5})")
_SLOT: Final = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_DRIVERS: Final = ("sqlite+aiosqlite", "postgresql+asyncpg")
_SHORTEST_SECRET: Final = 32
_URL: Final = TypeAdapter(HttpUrl)


def within(low: float, high: float) -> AfterValidator:
    """A number from `low` to `high`, both included; "not a number" (nan) is outside."""

    def check(value: float) -> float:
        if not low <= value <= high:
            raise ValueError(f"is outside {low}..{high}")
        return value

    return AfterValidator(check)


def _filled(value: Any) -> Any:
    if not value:
        raise ValueError("is empty")
    return value


filled: Final = AfterValidator(_filled)


def _key(value: str) -> str:
    if not _KEY.fullmatch(value):
        raise ValueError("is not a key")
    return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):  # unknown; not a name at all; a folder of names such as "America"
        raise ValueError("is not a known time zone") from None
    return value


def _token(value: SecretStr) -> SecretStr:
    if not _TOKEN.fullmatch(value.get_secret_value()):
        raise ValueError("does not have the form of a bot token")
    return value


def _webhook_secret(value: SecretStr) -> SecretStr:
    if not _WEBHOOK_SECRET.fullmatch(value.get_secret_value()):
        raise ValueError("is not 1 to 256 letters, digits, _ and -")
    return value


def _long_secret(value: SecretStr) -> SecretStr:
    if len(value.get_secret_value()) < _SHORTEST_SECRET:
        raise ValueError(f"is shorter than {_SHORTEST_SECRET} characters")
    return value


def _web_address(value: str) -> str:
    try:
        url = _URL.validate_python(value)
    except ValidationError:
        raise ValueError("is not an http or https address") from None
    if url.username or url.password or url.query is not None or url.fragment is not None:
        raise ValueError("has more than a host and a path")
    return str(url).rstrip("/")


def _moment(value: Any) -> Any:
    # pydantic would take a bare number for seconds since 1970, and a date for its midnight.
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            raise ValueError("is not a date with a time") from None
    if not isinstance(value, datetime):
        raise ValueError("is not a date with a time")
    if value.utcoffset() is None:
        raise ValueError("has no offset from UTC")
    return value


def _day(value: Any) -> Any:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise ValueError("is not a date") from None
    if isinstance(value, datetime) or not isinstance(value, date):
        raise ValueError("is not a date")
    return value


def _slot(value: Any) -> Any:
    if isinstance(value, str) and _SLOT.fullmatch(value):
        return time.fromisoformat(value)
    if isinstance(value, time) and not (value.second or value.microsecond):
        return value
    raise ValueError("is not a time of day such as 09:30")


def _morning_and_afternoon(times: tuple[time, ...]) -> tuple[time, ...]:
    """Twelve o'clock counts as afternoon."""
    if len(times) != 2:
        raise ValueError(f"has {len(times)} times, not two")
    earlier, later = sorted(times)
    if later.hour < 12:
        raise ValueError("has both times before noon")
    if earlier.hour >= 12:
        raise ValueError("has both times after noon")
    return earlier, later


def _listen(value: str) -> str:
    match = _LISTEN.fullmatch(value)
    if not match or int(match["port"]) > 65535:
        raise ValueError("is not host:port")
    if match["six"]:
        try:
            IPv6Address(match["six"])
        except ValueError:
            raise ValueError("is not host:port") from None
    return value


def _database(value: SecretStr) -> SecretStr:
    try:
        url = make_url(value.get_secret_value())
    except (ArgumentError, ValueError):  # both quote the address, and with it the password
        raise ValueError("is not a database address") from None
    if url.drivername not in _DRIVERS:
        raise ValueError(f"does not begin with {' or '.join(_DRIVERS)}")
    if not url.database or ":memory:" in url.database or url.query.get("mode") == "memory":
        raise ValueError("names no database that outlives the program")
    return value


def _person(value: int) -> int:
    if value <= 0:
        raise ValueError("is not the id of a person")
    return value


def _group(value: int) -> int:
    if value >= 0:
        raise ValueError("is not the id of a group")
    return value


Text = Annotated[str, filled]
Key = Annotated[str, AfterValidator(_key)]
ZoneName = Annotated[str, AfterValidator(_zone)]
Token = Annotated[SecretStr, AfterValidator(_token)]
WebhookSecret = Annotated[SecretStr, AfterValidator(_webhook_secret)]
LongSecret = Annotated[SecretStr, AfterValidator(_long_secret)]
DatabaseUrl = Annotated[SecretStr, AfterValidator(_database)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
Listen = Annotated[str, AfterValidator(_listen)]
Moment = Annotated[datetime, BeforeValidator(_moment)]
Day = Annotated[date, BeforeValidator(_day)]
SlotTime = Annotated[time, BeforeValidator(_slot)]
SlotTimes = Annotated[tuple[SlotTime, ...], AfterValidator(_morning_and_afternoon)]
PersonId = Annotated[int, AfterValidator(_person)]
GroupId = Annotated[int, AfterValidator(_group)]
