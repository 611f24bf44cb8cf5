"""Examples of every text about broadcasts."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from html import escape

from bot import texts
from bot.broadcast import BroadcastState
from bot.chatids import BadLine
from bot.content import Attachment, AttachmentKind, Content
from bot.deliveries import DeliveryState, Purpose
from bot.languages import Language
from bot.storage.audiences import EVERYONE, Audience, Kind
from bot.storage.broadcasts import Broadcast
from bot.storage.ledger import Books, Row
from tests.bot.moments import HOUR, NOW, SHANGHAI

HOSTILE = '<b>x</b> & {0} {link} %s "\u202edlrow'
ALLOWED = (date(2027, 4, 4), date(2027, 4, 14))
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
WORDS = Content({"": escape(HOSTILE)}, (Attachment(AttachmentKind.PHOTO, "file"),))
RUNNING = Broadcast(
    5,
    Purpose.BROADCAST,
    BroadcastState.RUNNING,
    WORDS,
    EVERYONE,
    due_at=NOW,
    created_at=NOW,
    created_by=7,
    started_at=NOW,
)
DRAFT = replace(RUNNING, state=BroadcastState.DRAFT, started_at=None)
ENDED = replace(RUNNING, state=BroadcastState.DONE, finished_at=NOW + HOUR)
LEDGER = Books(sent=3, failed=1, skipped=1, unconfirmed=2, left=5)
UNCONFIRMED = Row(1, 11, HOSTILE, DeliveryState.UNCONFIRMED, None, None, None, None)


def audience(kind: Kind, spoken: Language) -> str:
    value = {Kind.LANGUAGE: "zh", Kind.ACCOUNT: "3"}.get(kind, "")
    return texts.audience_name(spoken, Audience(kind, value))


def state_name(state: BroadcastState, spoken: Language) -> str:
    return texts.state_name(spoken, state)


def confirmation(spoken: Language, to: str, *, moments: list[datetime], stars: float | None, count: int) -> str:
    return texts.confirm_broadcast(
        spoken, audience=to, count=count, moments=moments, zone=SHANGHAI, lasts=HOUR, stars=stars
    )


BROADCASTS_WITH_NAMES: dict[str, Callable[[Language], str]] = {
    "broadcast_button_unread": lambda spoken: texts.broadcast_button_unread(spoken, 2, HOSTILE),
    "confirm_broadcast": lambda spoken: confirmation(spoken, HOSTILE, moments=[NOW], stars=None, count=3),
    "broadcast_preview_refused": lambda spoken: texts.broadcast_preview_refused(spoken, HOSTILE),
    "broadcast_list_read": lambda spoken: texts.broadcast_list_read(
        spoken, good=5, repeated=1, known=3, bad=[BadLine(7, HOSTILE)] * 6, bad_count=6
    ),
    "broadcast_list": lambda spoken: texts.broadcast_list(spoken, [RUNNING, DRAFT], SHANGHAI),
    "broadcast_state": lambda spoken: texts.broadcast_state(spoken, RUNNING, HOSTILE, LEDGER, SHANGHAI),
    "a withdrawn one": lambda spoken: texts.broadcast_state(
        spoken, replace(RUNNING, started_at=None, withdrawn_at=NOW), "x", LEDGER, SHANGHAI
    ),
    "broadcast_progress": lambda spoken: texts.broadcast_progress(
        spoken, RUNNING, LEDGER, rate=29.5, ends_at=NOW, zone=SHANGHAI
    ),
    "the end of one": lambda spoken: texts.broadcast_progress(
        spoken, ENDED, replace(LEDGER, left=0), rate=None, ends_at=None, zone=SHANGHAI
    ),
    "broadcast_unconfirmed": lambda spoken: texts.broadcast_unconfirmed(spoken, 5, 2, [UNCONFIRMED]),
}
BROADCASTS: dict[str, Callable[[Language], str]] = {
    "ask_broadcast_content": texts.ask_broadcast_content,
    "broadcast_content_refused": texts.broadcast_content_refused,
    "broadcast_text_too_long": lambda spoken: texts.broadcast_text_too_long(spoken, 1200, 1024),
    "broadcast_empty": texts.broadcast_empty,
    "broadcast_album": lambda spoken: texts.broadcast_album(spoken, 3),
    "broadcast_album_full": texts.broadcast_album_full,
    "broadcast_album_mixed": texts.broadcast_album_mixed,
    "press_a_button": texts.press_a_button,
    "ask_broadcast_buttons": texts.ask_broadcast_buttons,
    "broadcast_too_many_buttons": lambda spoken: texts.broadcast_too_many_buttons(spoken, 21),
    "broadcast_album_has_no_buttons": texts.broadcast_album_has_no_buttons,
    "ask_broadcast_audience": texts.ask_broadcast_audience,
    **{f"audience {kind}": partial(audience, kind) for kind in Kind},
    "ask_broadcast_account": lambda spoken: texts.ask_broadcast_account(spoken, known=True),
    "no account": lambda spoken: texts.ask_broadcast_account(spoken, known=False),
    "ask_broadcast_list": texts.ask_broadcast_list,
    "broadcast_list_unread": texts.broadcast_list_unread,
    "ask_broadcast_time": lambda spoken: texts.ask_broadcast_time(spoken, SHANGHAI),
    "broadcast_time_unread": lambda spoken: texts.broadcast_time_unread(spoken, NOW, SHANGHAI),
    "broadcast_time_passed": texts.broadcast_time_passed,
    "ask_broadcast_days": lambda spoken: texts.ask_broadcast_days(spoken, []),
    "chosen days": lambda spoken: texts.ask_broadcast_days(spoken, ALLOWED),
    "broadcast_days_missing": texts.broadcast_days_missing,
    "broadcast_too_many_days": lambda spoken: texts.broadcast_too_many_days(spoken, 31),
    "ask_broadcast_hour": lambda spoken: texts.ask_broadcast_hour(spoken, ALLOWED, SHANGHAI),
    "broadcast_hour_unread": texts.broadcast_hour_unread,
    "broadcast_hour_passed": texts.broadcast_hour_passed,
    "confirm now": lambda spoken: confirmation(spoken, "x", moments=[], stars=12.5, count=0),
    "broadcast_preview_failed": texts.broadcast_preview_failed,
    "broadcast_scheduled": lambda spoken: texts.broadcast_scheduled(spoken, [5], [NOW], SHANGHAI),
    "broadcast on its way": lambda spoken: texts.broadcast_scheduled(spoken, [5], [], SHANGHAI),
    "broadcast_kept": lambda spoken: texts.broadcast_kept(spoken, 5),
    "broadcast_left": lambda spoken: texts.broadcast_left(spoken, 5),
    "broadcast_cancelled": texts.broadcast_cancelled,
    "dialog_over": texts.dialog_over,
    "lasting": lambda spoken: texts.lasting(spoken, 61 * MINUTE),
    "lasting shortly": lambda spoken: texts.lasting(spoken, 20 * SECOND),
    **{f"state {state}": partial(state_name, state) for state in BroadcastState},
    "no_broadcasts": texts.no_broadcasts,
    "nothing unconfirmed": lambda spoken: texts.broadcast_unconfirmed(spoken, 5, 0, []),
    "ask_cancel_broadcast": lambda spoken: texts.ask_cancel_broadcast(spoken, 5, 3),
    "ask_delete_sent": lambda spoken: texts.ask_delete_sent(spoken, 5, 3),
    "broadcast_moved_on": lambda spoken: texts.broadcast_moved_on(spoken, 5, BroadcastState.DONE),
    "broadcast_unknown": texts.broadcast_unknown,
    "broadcast_label": lambda spoken: texts.broadcast_label(spoken, RUNNING),
}
