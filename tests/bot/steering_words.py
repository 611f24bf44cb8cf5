"""Examples of every text about what admins do to the transition."""

from collections.abc import Callable
from dataclasses import replace
from datetime import time
from functools import partial

from bot import texts
from bot.grants import Grant, GrantKind, Scope
from bot.languages import Language
from bot.placeholders import fill
from bot.proposals import Proposal
from bot.steering import Steer
from bot.storage.holdouts import Holdout
from bot.storage.impact import Impact
from bot.storage.targets import Target
from bot.storage.transitions import Change
from bot.texts import proposals as proposal_words
from bot.texts import wishes as words
from bot.texts.steering import closes_now, how_to_close, possible_now
from bot.transition import Phase, Transition, Window
from bot.weighed import Weighed
from bot.wishes import Wish
from tests.bot.broadcast_words import HOSTILE
from tests.bot.moments import DAY, LAUNCH, NOW, SHANGHAI

IMPACT = Impact(private=412, groups=37, staying=96, unreachable=3, closed=0, extended=1, left_open=0)
HOLDOUT = Holdout(11, HOSTILE, HOSTILE, HOSTILE, None, NOW)


def grant(kind: GrantKind) -> Grant:
    until = None if kind is GrantKind.LEFT_OPEN else NOW + DAY
    return Grant(kind, Scope.CUSTOMER, 11, until, HOSTILE, NOW, 501, HOSTILE)


def granted(kind: GrantKind, spoken: Language) -> str:
    return texts.granted(spoken, grant(kind), HOSTILE, SHANGHAI)


def not_in_this_phase(phase: Phase, spoken: Language) -> str:
    return texts.not_in_this_phase(spoken, phase)


OPEN = Transition(Window(LAUNCH, 25))
CHANGE = Change(NOW, "Ada", "left open channel -100", None, "always", None)
EXTENDED = Weighed(
    Wish(Steer.EXTEND, scope=Scope.CUSTOMER, scope_id=11), OPEN, grant(GrantKind.EXTENSION), IMPACT, HOSTILE
)
SHORTENED = Weighed(Wish(Steer.MOVE_DEADLINE), OPEN, replace(OPEN, window=Window(LAUNCH, 22)), IMPACT, "")
REPLANNED = Weighed(
    Wish(Steer.MOVE_LAUNCH),
    OPEN,
    replace(OPEN, window=Window(LAUNCH + DAY, 22), announce_from=LAUNCH.date(), times=(time(8), time(16))),
    IMPACT,
    "",
)
CLOSED = replace(SHORTENED, wish=Wish(Steer.CLOSE_EARLY))
PROPOSAL = Proposal(7, SHORTENED.wish, HOSTILE, NOW, 501, HOSTILE, NOW + DAY)
CONFIRMED = replace(PROPOSAL, accepted=True)


def asked(weighed: Weighed, spoken: Language) -> str:
    return words.ask_wish(spoken, weighed, HOSTILE, SHANGHAI, second=True)


def done(weighed: Weighed, spoken: Language) -> str:
    return words.wish_done(spoken, weighed, SHANGHAI)


def button(act: Steer, spoken: Language) -> str:
    return words.wish_button(spoken, act)


STEERING_WITH_NAMES: dict[str, Callable[[Language], str]] = {
    **{f"granted {kind}": partial(granted, kind) for kind in GrantKind},
    "whom_do_you_mean": lambda spoken: texts.whom_do_you_mean(spoken, HOSTILE, [Target(Scope.ACCOUNT, 3, HOSTILE)]),
    "nobody is meant": lambda spoken: texts.whom_do_you_mean(spoken, HOSTILE, []),
    "ask_wish": partial(asked, EXTENDED),
    "ask_wish for the deadline": partial(asked, SHORTENED),
    "ask_wish for the plan": partial(asked, REPLANNED),
    "wish_done": partial(done, EXTENDED),
    "proposal_asked": lambda spoken: proposal_words.proposal_asked(spoken, PROPOSAL, SHORTENED, SHANGHAI),
    "closes_now": lambda spoken: closes_now(spoken, [HOSTILE], 3),
    "announced_at": lambda spoken: words.announced_at(spoken, [time(9, 30)], HOSTILE),
    "proposal_lapsed": lambda spoken: proposal_words.proposal_lapsed(spoken, PROPOSAL),
    "proposal_settled": lambda spoken: proposal_words.proposal_settled(spoken, PROPOSAL, HOSTILE),
    "proposal confirmed": lambda spoken: proposal_words.proposal_settled(
        spoken, replace(PROPOSAL, accepted=True), HOSTILE
    ),
    "ask_until": lambda spoken: words.ask_until(spoken, HOSTILE, LAUNCH.date(), NOW.date()),
    "holdout_list": lambda spoken: texts.holdout_list(spoken, [HOLDOUT], 3),
}
STEERING: dict[str, Callable[[Language], str]] = {
    "impact_line": lambda spoken: texts.impact_line(spoken, IMPACT),
    "too_early_to_close": lambda spoken: texts.too_early_to_close(spoken, NOW, SHANGHAI),
    "everyone": texts.everyone,
    "grant_refused": lambda spoken: texts.grant_refused(spoken, NOW, NOW + DAY, SHANGHAI),
    "reason_missing": texts.reason_missing,
    **{f"not in phase {phase}": partial(not_in_this_phase, phase) for phase in Phase},
    "how_to_close": how_to_close,
    "how_to_extend": lambda spoken: texts.how_to_extend(spoken, NOW.date()),
    "possible_now": lambda spoken: "".join(possible_now(spoken, count) for count in (0, 1, 7)),
    "ask_days": lambda spoken: words.ask_days(spoken, ""),
    "for_everybody": words.for_everybody,
    "how_to_reopen": texts.how_to_reopen,
    "chat_reopened": lambda spoken: texts.chat_reopened(spoken, "Ferry & Co", NOW, SHANGHAI),
    "wish done for the deadline": partial(done, SHORTENED),
    "wish done for the plan": partial(done, REPLANNED),
    "wish done for closing": partial(done, CLOSED),
    **{f"wish_button {act}": partial(button, act) for act in Steer if act is not Steer.END_GRANT},
    "wish_given_up": words.wish_given_up,
    "confirm_proposal": proposal_words.confirm_proposal,
    "decline_proposal": proposal_words.decline_proposal,
    "proposal_made": proposal_words.proposal_made,
    "proposal_declined": proposal_words.proposal_declined,
    "own_proposal": proposal_words.own_proposal,
    "proposal_over": proposal_words.proposal_over,
    "launch_refused": words.launch_refused,
    "announced_too_late": words.announced_too_late,
    "times_misplaced": words.times_misplaced,
    "wish_unread": words.wish_unread,
    "ask_deadline": lambda spoken: words.ask_deadline(spoken, "9 January", LAUNCH.date(), NOW.date()),
    "day_refused": lambda spoken: words.day_refused(spoken, LAUNCH.date(), NOW.date()),
    "ask_reason": lambda spoken: words.ask_reason(spoken, optional=True) + words.ask_reason(spoken, optional=False),
    "without_reason": words.without_reason,
    "ask_whom": words.ask_whom,
    "ask_which": words.ask_which,
    "no_more_time": lambda spoken: words.no_more_time(spoken, "14 April"),
    "deadline_has_moved": lambda spoken: fill(words.deadline_has_moved(spoken), {"deadline": "9 January"}),
    "launch_has_moved": lambda spoken: fill(words.launch_has_moved(spoken), {"launch_date": "9 January"}),
    "transition_buttons": lambda spoken: " ".join(words.transition_buttons(spoken)),
    "page_buttons": lambda spoken: " ".join(words.page_buttons(spoken)),
    "standing_lines": lambda spoken: " ".join(words.standing_lines(spoken, IMPACT, 2)),
    "change_parts": lambda spoken: " ".join(words.change_parts(spoken, CHANGE, SHANGHAI)),
    "nobody stays": lambda spoken: texts.holdout_list(spoken, [], 0),
}
