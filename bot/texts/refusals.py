"""Why an admin's wish is not done, and what would be possible: the same words in chat and on the page."""

from datetime import tzinfo

from bot.grants import GrantOutOfRange, NobodyThere, NoReason, NotForAll, PromisesBeyond
from bot.languages import Language
from bot.proposals import OwnProposal, ProposalOver
from bot.steering import NotInThisPhase, Steer
from bot.texts.proposals import own_proposal, proposal_over
from bot.texts.steering import (
    grant_refused,
    nobody_there,
    not_for_all,
    not_in_this_phase,
    promises_beyond,
    reason_missing,
    too_early_to_close,
)
from bot.texts.transition import deadline_in_the_past, transition_closed, window_refused
from bot.texts.wishes import (
    announced_too_late,
    day_left_out,
    launch_refused,
    launch_too_far,
    times_misplaced,
    wish_unread,
)
from bot.transition import (
    AlreadyClosed,
    AnnouncedTooLate,
    DayLeftOut,
    DeadlineInThePast,
    LaunchInThePast,
    LaunchTooFar,
    TimesMisplaced,
    TooEarlyToClose,
    Transition,
    WindowOutOfRange,
)

REFUSALS = (
    *(WindowOutOfRange, DeadlineInThePast, AlreadyClosed, TooEarlyToClose, LaunchInThePast, AnnouncedTooLate),
    *(TimesMisplaced, NotInThisPhase, GrantOutOfRange, NoReason, OwnProposal, ProposalOver),
    *(DayLeftOut, LaunchTooFar, NotForAll, NobodyThere, PromisesBeyond),
)
"""What weighing, doing or confirming a wish may raise."""


def refusal(language: Language, error: BaseException, transition: Transition, zone: tzinfo) -> str:
    """Of one of REFUSALS; anything else could not be read."""
    allowed = transition.allowed_deadlines(zone)
    match error:
        case WindowOutOfRange(days=days):
            return window_refused(language, days, allowed)
        case DeadlineInThePast(deadline=deadline):
            return deadline_in_the_past(language, deadline, zone)
        case AlreadyClosed() | NotInThisPhase(act=Steer.MOVE_DEADLINE):
            return transition_closed(language)
        case NotInThisPhase(phase=phase):
            return not_in_this_phase(language, phase)
        case TooEarlyToClose(earliest=earliest):
            return too_early_to_close(language, earliest, zone)
        case GrantOutOfRange(first=first, last=last):
            return grant_refused(language, first, last, zone)
        case NoReason():
            return reason_missing(language)
        case LaunchInThePast():
            return launch_refused(language)
        case LaunchTooFar(last=last_launch):
            return launch_too_far(language, last_launch)
        case DayLeftOut(day=day):
            return day_left_out(language, day)
        case NotForAll():
            return not_for_all(language)
        case NobodyThere():
            return nobody_there(language)
        case PromisesBeyond(count=count, latest=latest):
            return promises_beyond(language, count, latest, zone)
        case AnnouncedTooLate():
            return announced_too_late(language)
        case TimesMisplaced():
            return times_misplaced(language)
        case OwnProposal():
            return own_proposal(language)
        case ProposalOver():
            return proposal_over(language)
    return wish_unread(language)
