"""What an admin wishes for on the page of the plan, read from its form."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from bot.errors import ChatferryError
from bot.grants import Scope
from bot.sections import Company
from bot.steering import Steer
from bot.transition import (
    Transition,
)
from bot.wishes import Wish

FIELDS = ("act", "launch", "days", "announce_from", "last", "times", "scope", "scope_id", "until", "reason")


class WishUnread(ChatferryError):
    """A field of the form holds what its kind of field cannot."""


def wish_in(form: Mapping[str, str], transition: Transition, company: Company, now: datetime) -> Wish:
    """Raises WishUnread."""
    try:
        return _read(form, transition, company, now)
    except (ValueError, KeyError, OverflowError):
        raise WishUnread from None


def _read(form: Mapping[str, str], transition: Transition, company: Company, now: datetime) -> Wish:
    act = Steer(form["act"])
    match act:
        case Steer.MOVE_LAUNCH:
            launch = datetime.fromisoformat(form["launch"]).replace(tzinfo=company.zone)
            first = date.fromisoformat(form["announce_from"]) if form.get("announce_from") else None
            return Wish(act, launch=launch, days=int(form["days"]), announce_from=first)
        case Steer.MOVE_DEADLINE:
            return Wish(act, last=date.fromisoformat(form["last"]))
        case Steer.SET_TIMES:
            written = form["times"].replace("，", ",").replace("：", ":").split(",")
            times = tuple(time.fromisoformat(one.strip()) for one in written if one.strip())
            if any(local.tzinfo or local.second or local.microsecond for local in times):
                raise ValueError
            return Wish(act, times=times or None)
        case Steer.CLOSE_EARLY:
            return Wish(act)
    wish = Wish(act, scope=Scope(form["scope"]), scope_id=int(form["scope_id"]))
    match act:
        case Steer.EXTEND:
            hour = transition.window.deadline.astimezone(company.zone).timetz()
            until = datetime.combine(date.fromisoformat(form["until"]), hour)
        case Steer.REOPEN:
            until = now + timedelta(days=int(form["until"]))
        case _:
            return wish
    return Wish(act, scope=wish.scope, scope_id=wish.scope_id, until=until)
