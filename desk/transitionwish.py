"""What an admin wishes for on the page of the plan, read from its form."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from bot.errors import ChatferryError
from bot.grants import Scope
from bot.sections import Company
from bot.steering import Steer
from bot.wishes import Wish

FIELDS = ("act", "launch", "days", "announce_from", "last", "times", "scope", "scope_id", "until", "reason")


class WishUnread(ChatferryError):
    """A field of the form holds what its kind of field cannot."""


def wish_in(form: Mapping[str, str], company: Company, now: datetime) -> Wish:
    """Raises WishUnread."""
    try:
        return _read(form, company, now)
    except (ValueError, KeyError, OverflowError):
        raise WishUnread from None


def _read(form: Mapping[str, str], company: Company, now: datetime) -> Wish:
    act = Steer(form["act"])
    match act:
        case Steer.MOVE_LAUNCH:
            written = datetime.fromisoformat(form["launch"])
            launch = (written if written.tzinfo else written.replace(tzinfo=company.zone)).astimezone(UTC)
            first = date.fromisoformat(form["announce_from"]) if form.get("announce_from") else None
            return Wish(act, launch=launch, days=int(form["days"]), announce_from=first)
        case Steer.MOVE_DEADLINE:
            return Wish(act, last=date.fromisoformat(form["last"]))
        case Steer.SET_TIMES:
            listed = form["times"].replace("，", ",").replace("：", ":").split(",")
            times = tuple(time.fromisoformat(one.strip()) for one in listed if one.strip())
            if any(local.tzinfo or local.second or local.microsecond for local in times):
                raise ValueError
            return Wish(act, times=times or None)
        case Steer.CLOSE_EARLY:
            return Wish(act)
    wish = Wish(act, scope=Scope(form["scope"]), scope_id=int(form["scope_id"]))
    match act:
        case Steer.EXTEND:
            return replace(wish, last=date.fromisoformat(form["until"]))
        case Steer.REOPEN:
            return replace(wish, until=now + timedelta(days=int(form["until"])))
    return wish
