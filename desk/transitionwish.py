"""What an admin wishes for on the page of the plan: read from its form, and refused in words."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from bot import texts
from bot.errors import ChatferryError
from bot.grants import GrantOutOfRange, NoReason, Scope
from bot.languages import Language
from bot.proposals import OwnProposal, ProposalOver
from bot.sections import Company
from bot.steering import NotInThisPhase, Steer
from bot.texts import wishes as words
from bot.transition import (
    AlreadyClosed,
    AnnouncedTooLate,
    DeadlineInThePast,
    LaunchInThePast,
    TimesMisplaced,
    TooEarlyToClose,
    Transition,
    WindowOutOfRange,
)
from bot.wishes import Wish

FIELDS = ("act", "launch", "days", "announce_from", "last", "times", "scope", "scope_id", "until", "reason")
REFUSALS = (
    *(WindowOutOfRange, DeadlineInThePast, AlreadyClosed, TooEarlyToClose, LaunchInThePast, AnnouncedTooLate),
    *(TimesMisplaced, NotInThisPhase, GrantOutOfRange, NoReason, OwnProposal, ProposalOver),
)


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


def refusal(language: Language, error: ChatferryError, transition: Transition, company: Company) -> str:
    """Why it is not done, and what would be possible."""
    zone = company.zone
    allowed = transition.allowed_deadlines(zone)
    match error:
        case WindowOutOfRange(days=days):
            return texts.window_refused(language, days, allowed)
        case DeadlineInThePast(deadline=deadline):
            return texts.deadline_in_the_past(language, deadline, zone)
        case AlreadyClosed() | NotInThisPhase(act=Steer.MOVE_DEADLINE):
            return texts.transition_closed(language)
        case NotInThisPhase(phase=phase):
            return texts.not_in_this_phase(language, phase)
        case TooEarlyToClose(earliest=earliest):
            return texts.too_early_to_close(language, earliest, zone)
        case GrantOutOfRange(first=first, last=last):
            return texts.grant_refused(language, first, last, zone)
        case NoReason():
            return texts.reason_missing(language)
        case LaunchInThePast():
            return words.launch_refused(language)
        case AnnouncedTooLate():
            return words.announced_too_late(language)
        case TimesMisplaced():
            return words.times_misplaced(language)
        case OwnProposal():
            return words.own_proposal(language)
        case ProposalOver():
            return words.proposal_over(language)
    return words.wish_unread(language)
