"""What follows from the outcome of a send."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.deliveries import AT_MOST_ONCE, Delivery, DeliveryState, Purpose, Settlement
from bot.outcome import Failed, FloodWait, Gone, Held, Outcome, Refused, Sent, Upgraded
from broadcasts.settling import MOST_TRIES, RETRY_AFTER, Verdict, verdict_on

NOW = datetime(2026, 4, 1, 6, tzinfo=UTC)
CHAT, DELIVERY = -7, 3
SENT, FAILED, PLANNED, UNCONFIRMED = (
    DeliveryState.SENT,
    DeliveryState.FAILED,
    DeliveryState.PLANNED,
    DeliveryState.UNCONFIRMED,
)


def delivery(purpose: Purpose, attempts: int = 1) -> Delivery:
    return Delivery(
        id=DELIVERY,
        occasion="x",
        chat_id=CHAT,
        purpose=purpose,
        text="x",
        buttons=(),
        reply_to=None,
        thread_id=None,
        message_id=None,
        ticket=None,
        attempts=attempts,
        planned_at=NOW,
        content=None,
        language=None,
        name=None,
        customer_id=None,
        link_generation=None,
        closed=False,
        migrated=False,
    )


def again(reason: str, **after: float) -> Settlement:
    return Settlement(DELIVERY, PLANNED, NOW, reason, due_at=NOW + timedelta(**after))


@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize(
    ("outcome", "verdict"),
    [
        (Sent(9), Verdict(Settlement(DELIVERY, SENT, NOW, message_id=9))),
        (Refused("too long"), Verdict(Settlement(DELIVERY, FAILED, NOW, "too long"))),
        (Gone("blocked"), Verdict(Settlement(DELIVERY, FAILED, NOW, "blocked"), CHAT, lost="blocked")),
        (Upgraded(-99), Verdict(again("the group became a supergroup"), CHAT, upgraded_to=-99)),
        (Held("x"), Verdict(Settlement(DELIVERY, DeliveryState.SKIPPED, NOW, "held back: x"), CHAT)),
        (FloodWait(2.5), Verdict(again("flood wait", seconds=2.5))),
        (Failed("no connection", maybe_delivered=False), Verdict(again("no connection", seconds=1))),
    ],
)
def test_what_telegram_says_clearly_settles_every_kind_alike(
    purpose: Purpose, outcome: Outcome, verdict: Verdict
) -> None:
    assert verdict_on(delivery(purpose), outcome, NOW) == verdict


@pytest.mark.parametrize("purpose", Purpose)
def test_what_may_have_arrived_is_repeated_only_where_twice_does_no_harm(purpose: Purpose) -> None:
    settled = verdict_on(delivery(purpose), Failed("dropped", maybe_delivered=True), NOW).settlement
    if purpose in AT_MOST_ONCE:
        assert settled == Settlement(DELIVERY, UNCONFIRMED, NOW, "dropped")
    else:
        assert settled == again("dropped", seconds=1)


@pytest.mark.parametrize(("attempts", "seconds"), [(1, 1), (2, 3), (3, 10), (4, 30), (5, 60)])
@pytest.mark.parametrize("purpose", Purpose)
def test_tries_come_more_and_more_rarely(purpose: Purpose, attempts: int, seconds: int) -> None:
    outcome = Failed("no connection", maybe_delivered=False)
    assert verdict_on(delivery(purpose, attempts), outcome, NOW).settlement == again("no connection", seconds=seconds)


@pytest.mark.parametrize("purpose", Purpose)
def test_tries_end_late_for_what_is_owed_and_soon_for_what_grows_stale(purpose: Purpose) -> None:
    outcome = Failed("no connection", maybe_delivered=False)
    most = MOST_TRIES[purpose in AT_MOST_ONCE]
    assert verdict_on(delivery(purpose, most - 1), outcome, NOW).settlement.state is PLANNED
    assert verdict_on(delivery(purpose, most), outcome, NOW).settlement == Settlement(
        DELIVERY, FAILED, NOW, "no connection"
    )
    assert most * RETRY_AFTER[-1] > timedelta(hours=3) or purpose in AT_MOST_ONCE


@pytest.mark.parametrize("purpose", Purpose)
def test_a_flood_wait_is_no_failure_however_often_it_comes(purpose: Purpose) -> None:
    assert verdict_on(delivery(purpose, 10_000), FloodWait(1), NOW).settlement == again("flood wait", seconds=1)
