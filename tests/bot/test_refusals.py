"""Why a wish is refused is said in words of its own, each of them, in every language."""

import pytest

from bot.errors import ChatferryError
from bot.grants import GrantOutOfRange, NobodyThere, NoReason, NotForAll, PromisesBeyond
from bot.languages import NAMES, language
from bot.proposals import OwnProposal, ProposalOver
from bot.steering import NotInThisPhase, Steer
from bot.texts.refusals import REFUSALS, refusal
from bot.texts.wishes import wish_unread
from bot.transition import (
    AlreadyClosed,
    AnnouncedTooLate,
    DayLeftOut,
    DeadlineInThePast,
    LaunchInThePast,
    LaunchTooFar,
    Phase,
    TimesMisplaced,
    TooEarlyToClose,
    Transition,
    Window,
    WindowOutOfRange,
)
from tests.bot.moments import DAY, LAUNCH, NOW, SHANGHAI

RAISED: list[ChatferryError] = [
    WindowOutOfRange(31),
    DeadlineInThePast(NOW),
    AlreadyClosed(),
    TooEarlyToClose(NOW),
    LaunchInThePast(),
    AnnouncedTooLate(),
    TimesMisplaced(),
    NotInThisPhase(Steer.REOPEN, Phase.OPEN),
    GrantOutOfRange(NOW, NOW + DAY),
    NoReason(),
    OwnProposal(),
    ProposalOver(),
    DayLeftOut(NOW.date()),
    LaunchTooFar(NOW.date()),
    NotForAll(),
    NobodyThere(),
    PromisesBeyond(2, NOW),
]


def test_each_that_may_be_raised_is_here() -> None:
    assert {type(error) for error in RAISED} == set(REFUSALS)


@pytest.mark.parametrize("code", NAMES)
def test_each_has_words_of_its_own(code: str) -> None:
    spoken = language(code)
    said = [refusal(spoken, error, Transition(Window(LAUNCH, 25)), SHANGHAI) for error in RAISED]
    assert len({*said, wish_unread(spoken)}) == len(RAISED) + 1


def test_a_deadline_that_can_move_no_more_is_told_as_closed() -> None:
    plan, spoken = Transition(Window(LAUNCH, 25)), language("en")
    late = NotInThisPhase(Steer.MOVE_DEADLINE, Phase.CLOSED)
    assert refusal(spoken, late, plan, SHANGHAI) == refusal(spoken, AlreadyClosed(), plan, SHANGHAI)
