"""What follows from the outcome of a send: settled for good, or tried again, and when. Pure rules."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.business import HELD
from bot.deliveries import AT_MOST_ONCE, Delivery, DeliveryState, Purpose, Settlement
from bot.outcome import Failed, FloodWait, Gone, Held, Outcome, Refused, Sent, Upgraded

RETRY_AFTER = tuple(timedelta(seconds=seconds) for seconds in (1, 3, 10, 30, 60))
MOST_TRIES = {True: 120, False: 1000}
"""By whether it goes out at most once; a minute apart in the end. An announcement is stale after two hours."""


@dataclass(frozen=True, slots=True)
class Verdict:
    settlement: Settlement
    chat_id: int = 0
    lost: str | None = None
    """Why nothing will reach this chat any more."""
    upgraded_to: int | None = None
    held_by: str | None = None
    """The connection that let nothing through: where the account has another by now, it is tried again."""


def reason_to_skip(delivery: Delivery, now: datetime) -> str | None:
    """Why it should not even be tried; None when it should."""
    if delivery.purpose in {Purpose.ANNOUNCEMENT, Purpose.LAST_CALL} and delivery.closed:
        return "channel closed"
    if delivery.migrated:
        return "migrated meanwhile"
    return delivery.line.shut(now) if delivery.line is not None else None


def verdict_on(delivery: Delivery, outcome: Outcome, now: datetime) -> Verdict:
    def settled(state: DeliveryState, reason: str) -> Settlement:
        return Settlement(delivery.id, state, now, reason)

    def again(after: timedelta, reason: str) -> Settlement:
        return Settlement(delivery.id, DeliveryState.PLANNED, now, reason, due_at=now + after)

    once = delivery.purpose in AT_MOST_ONCE
    match outcome:
        case Sent(message_id, further):
            return Verdict(Settlement(delivery.id, DeliveryState.SENT, now, None, message_id, further))
        case Upgraded(new_chat_id):
            return Verdict(
                again(timedelta(), "the group became a supergroup"), delivery.chat_id, upgraded_to=new_chat_id
            )
        case Gone(reason):
            return Verdict(settled(DeliveryState.FAILED, reason), delivery.chat_id, lost=reason)
        case Refused(reason):
            return Verdict(settled(DeliveryState.FAILED, reason))
        case Held(reason):
            connection_id = delivery.line.connection_id if delivery.line else None
            return Verdict(settled(DeliveryState.SKIPPED, HELD + reason), delivery.chat_id, held_by=connection_id)
        case FloodWait(seconds):
            return Verdict(again(timedelta(seconds=seconds), "flood wait"))
        case Failed(reason, maybe_delivered):
            if once and maybe_delivered:
                return Verdict(settled(DeliveryState.UNCONFIRMED, reason))
            if delivery.attempts >= MOST_TRIES[once]:
                return Verdict(settled(DeliveryState.FAILED, reason))
            return Verdict(again(RETRY_AFTER[min(delivery.attempts, len(RETRY_AFTER)) - 1], reason))
