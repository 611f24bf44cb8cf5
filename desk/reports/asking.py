"""What a reader asks for in an address: which period. Pure rules."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from bot.reports import NoPeriod, Period, Step, period_of


@dataclass(frozen=True, slots=True)
class Asked:
    """``refused``: what was asked for cannot be shown, this month is; ``since`` and ``until``: as they were typed."""

    period: Period
    refused: bool = False
    since: str = ""
    until: str = ""


def asked(step: str, day: str, since: str, until: str, today: date) -> Asked:
    """``since`` and ``until``, as the browser's fields for dates send them, go before ``step`` and ``day``."""
    try:
        if since or until:
            period = Period(Step.RANGE, date.fromisoformat(since or until), date.fromisoformat(until or since))
        else:
            period = period_of(Step(step or Step.MONTH), date.fromisoformat(day) if day else today)
        comparable(period)
    except (ValueError, NoPeriod):
        return Asked(period_of(Step.MONTH, today), True, since, until)
    return Asked(period, False, str(period.first), str(period.last))


def comparable(period: Period) -> Period:
    """Raises NoPeriod where there is none before it to compare it with."""
    _ = period.before
    return period


def question(period: Period) -> str:
    """The part of an address that asks for it."""
    if period.step is Step.RANGE:
        return urlencode({"from": period.first, "to": period.last})
    return urlencode({"step": period.step, "day": period.first})


def beside(period: Period, direction: int) -> Period | None:
    """None where there is none any more."""
    try:
        return comparable(period.before) if direction < 0 else period.after
    except NoPeriod:
        return None
