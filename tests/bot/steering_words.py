"""Examples of every text about what admins do to the transition."""

from collections.abc import Callable
from functools import partial

from bot import texts
from bot.grants import Grant, GrantKind, Scope
from bot.languages import Language
from bot.storage.holdouts import Holdout
from bot.storage.impact import Impact
from bot.storage.targets import Target
from bot.transition import Phase
from tests.bot.broadcast_words import HOSTILE
from tests.bot.moments import DAY, NOW, SHANGHAI

IMPACT = Impact(private=412, groups=37, staying=96, unreachable=3, closed=0, extended=1, left_open=0)
HOLDOUT = Holdout(11, HOSTILE, HOSTILE, HOSTILE, None, NOW)


def grant(kind: GrantKind) -> Grant:
    until = None if kind is GrantKind.LEFT_OPEN else NOW + DAY
    return Grant(kind, Scope.CUSTOMER, 11, until, HOSTILE, NOW, 501, HOSTILE)


def granted(kind: GrantKind, spoken: Language) -> str:
    return texts.granted(spoken, grant(kind), HOSTILE, SHANGHAI)


def not_in_this_phase(phase: Phase, spoken: Language) -> str:
    return texts.not_in_this_phase(spoken, phase)


STEERING_WITH_NAMES: dict[str, Callable[[Language], str]] = {
    **{f"granted {kind}": partial(granted, kind) for kind in GrantKind},
    "whom_do_you_mean": lambda spoken: texts.whom_do_you_mean(spoken, HOSTILE, [Target(Scope.ACCOUNT, 3, HOSTILE)]),
    "nobody is meant": lambda spoken: texts.whom_do_you_mean(spoken, HOSTILE, []),
    "holdout_list": lambda spoken: texts.holdout_list(spoken, [HOLDOUT], 3),
}
STEERING: dict[str, Callable[[Language], str]] = {
    "impact_line": lambda spoken: texts.impact_line(spoken, IMPACT),
    "ask_close_early": lambda spoken: texts.ask_close_early(spoken, IMPACT, NOW, SHANGHAI),
    "close_now": texts.close_now,
    "closing_now": texts.closing_now,
    "too_early_to_close": lambda spoken: texts.too_early_to_close(spoken, NOW, SHANGHAI),
    "everyone": texts.everyone,
    "grant_refused": lambda spoken: texts.grant_refused(spoken, NOW, NOW + DAY, SHANGHAI),
    "reason_missing": texts.reason_missing,
    **{f"not in phase {phase}": partial(not_in_this_phase, phase) for phase in Phase},
    "how_to_extend": texts.how_to_extend,
    "how_to_reopen": texts.how_to_reopen,
    "chat_reopened": lambda spoken: texts.chat_reopened(spoken, "Ferry & Co", NOW, SHANGHAI),
    "nobody stays": lambda spoken: texts.holdout_list(spoken, [], 0),
}
