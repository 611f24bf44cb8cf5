"""Words of broadcasts that exist: the list, one of them with its books, and the message that tells how it goes."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo
from html import unescape

from bot.broadcast import BroadcastState
from bot.content import Content
from bot.languages import Language
from bot.storage.broadcasts import Broadcast
from bot.storage.ledger import Books, Row
from bot.texts.composing import lasting
from bot.texts.tickets import isolate, shorten

BAR_LENGTH = 12
SHOWN_START = 160
SIGNS = {
    BroadcastState.DRAFT: "✏️",
    BroadcastState.SCHEDULED: "🕒",
    BroadcastState.RUNNING: "▶️",
    BroadcastState.PAUSED: "⏸",
    BroadcastState.DONE: "✅",
    BroadcastState.CANCELLED: "✖️",
    BroadcastState.MISSED: "❗",
}
_TAG = re.compile(r"<[^>]*>")


def state_name(language: Language, state: BroadcastState) -> str:
    _ = language.gettext
    match state:
        case BroadcastState.DRAFT:
            return _("draft")
        case BroadcastState.SCHEDULED:
            return _("scheduled")
        case BroadcastState.RUNNING:
            return _("running")
        case BroadcastState.PAUSED:
            return _("paused")
        case BroadcastState.DONE:
            return _("done")
        case BroadcastState.CANCELLED:
            return _("cancelled")
    return _("missed")


def no_broadcasts(language: Language) -> str:
    return language.gettext("There is no broadcast yet. /broadcast begins one.")


def broadcast_list(language: Language, broadcasts: Sequence[Broadcast], zone: tzinfo) -> str:
    lines = ["<b>" + language.gettext("Drafts and broadcasts") + "</b>"]
    for one in broadcasts:
        when = language.moment(one.started_at or one.due_at, zone)
        told = state_name(language, one.state)
        moment = "" if one.state is BroadcastState.DRAFT else f", {when}"
        lines.append(f"{SIGNS[one.state]} <b>{one.id}</b> {told}{moment}\n{_beginning(one.content, 60)}")
    return "\n".join(lines)


def broadcast_label(language: Language, broadcast: Broadcast) -> str:
    """On a button: not escaped."""
    return f"{SIGNS[broadcast.state]} {broadcast.id} {state_name(language, broadcast.state)}"


def broadcast_state(language: Language, broadcast: Broadcast, audience: str, books: Books, zone: tzinfo) -> str:
    """``audience``: in words, as `audience_name` gives them."""
    _ = language.gettext
    lines = [
        _heading(language, broadcast),
        _beginning(broadcast.content, SHOWN_START),
        _("To: {audience}").format(audience=isolate(audience)),
    ]
    if broadcast.started_at is not None:
        lines.append(_("Started {moment}").format(moment=language.moment(broadcast.started_at, zone)))
    elif broadcast.state is not BroadcastState.DRAFT:
        lines.append(_("Start: {moment}").format(moment=language.moment(broadcast.due_at, zone)))
    if books.planned:
        lines += ["", *_books(language, books)]
    if broadcast.withdrawn_at is not None:
        lines += ["", _("What was sent is being deleted again, as far as Telegram allows.")]
    return "\n".join(lines)


def broadcast_progress(
    language: Language,
    broadcast: Broadcast,
    books: Books,
    *,
    rate: float | None,
    ends_at: datetime | None,
    zone: tzinfo,
) -> str:
    """``rate``: messages a second of late; None where there is nothing to tell it from."""
    _ = language.gettext
    lines = [
        _heading(language, broadcast),
        _beginning(broadcast.content, 60),
        "",
        _bar(books),
        *_books(language, books),
    ]
    if broadcast.state is BroadcastState.RUNNING:
        if rate is not None:
            lines.append(_("{rate} a second").format(rate=f"{rate:.1f}"))
        if ends_at is not None:
            lines.append(_("Expected to end {moment}").format(moment=language.moment(ends_at, zone)))
    elif broadcast.finished_at is not None and broadcast.started_at is not None:
        lasted = broadcast.finished_at - broadcast.started_at
        lines.append(_("Took {duration}").format(duration=lasting(language, max(lasted, timedelta()))))
    return "\n".join(lines)


def broadcast_unconfirmed(language: Language, broadcast_id: int, count: int, rows: Sequence[Row]) -> str:
    _ = language.gettext
    if not count:
        return _("Nothing of broadcast {number} is unconfirmed.").format(number=broadcast_id)
    lines = [
        language.ngettext(
            "{count} message of broadcast {number} was under way when something broke: it may have arrived or not.",
            "{count} messages of broadcast {number} were under way when something broke: they may have arrived or not.",
            count,
        ).format(count=count, number=broadcast_id)
    ]
    lines += [f"• {isolate(shorten(row.title or str(row.chat_id), 60))}" for row in rows]
    return "\n".join(lines) + ("\n…" if count > len(rows) else "")


def ask_cancel_broadcast(language: Language, broadcast_id: int, left: int) -> str:
    text = language.ngettext(
        "Cancel broadcast {number} for good? {count} chat would not get it.",
        "Cancel broadcast {number} for good? {count} chats would not get it.",
        left,
    )
    return text.format(number=broadcast_id, count=left)


def ask_delete_sent(language: Language, broadcast_id: int, sent: int) -> str:
    text = language.ngettext(
        "Delete what broadcast {number} sent, in {count} chat? Telegram allows it for 48 hours.",
        "Delete what broadcast {number} sent, in {count} chats? Telegram allows it for 48 hours.",
        sent,
    )
    return text.format(number=broadcast_id, count=sent)


def broadcast_moved_on(language: Language, broadcast_id: int, state: BroadcastState) -> str:
    """Answers a press over the chat: no tags."""
    text = language.gettext("That cannot be done any more: broadcast {number} is {state} now.")
    return text.format(number=broadcast_id, state=state_name(language, state))


def broadcast_unknown(language: Language) -> str:
    return language.gettext("There is no such broadcast.")


def _heading(language: Language, broadcast: Broadcast) -> str:
    heading = language.gettext("Broadcast {number}").format(number=broadcast.id)
    return f"{SIGNS[broadcast.state]} <b>{heading}</b> – {state_name(language, broadcast.state)}"


def _books(language: Language, books: Books) -> list[str]:
    _ = language.gettext
    named = (
        (_("sent"), books.sent),
        (_("failed"), books.failed),
        (_("skipped"), books.skipped),
        (_("unconfirmed"), books.unconfirmed),
        (_("left"), books.left),
    )
    parts = ", ".join(f"{count} {name}" for name, count in named)
    return [_("{count} planned: {parts}").format(count=books.planned, parts=parts)]


def _bar(books: Books) -> str:
    share = books.settled / books.planned if books.planned else 1.0
    # Never full before the last one, never empty after the first.
    full = BAR_LENGTH if not books.left else min(BAR_LENGTH - 1, max(int(share * BAR_LENGTH), books.settled > 0))
    return f"{'█' * full}{'░' * (BAR_LENGTH - full)} {int(share * 100)}%"


def _beginning(content: Content, longest: int) -> str:
    """What tells one broadcast from another: its first words, without marks and escaped."""
    words = " ".join(unescape(_TAG.sub("", content.text_in("", ""))).split())
    sign = "📎 " if content.attachments else ""
    return sign + (isolate(shorten(words, longest)) if words else "")
