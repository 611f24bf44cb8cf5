"""Words about tickets."""

import re
from collections.abc import Sequence
from datetime import tzinfo
from html import escape

from bot.languages import Language
from bot.links import Links
from bot.tickets import Light, Ticket

ISOLATES = re.compile("[\u2066-\u2069]")
"""Marks that open and close an isolated part: one in a customer's text would end ours before its time."""
DOTS = {Light.GREY: "⚪", Light.BLUE: "🔵", Light.GREEN: "🟢"}


def confirmation(language: Language, ticket: Ticket, link: str) -> str:
    """Recorded and passed on: no verdict, and no promise of time that no department has given."""
    _ = language.gettext
    return "\n".join(
        [
            _("<b>Issue #{number}</b> is recorded and passed on: {title}").format(
                number=ticket.id, title=f"<i>{isolate(ticket.title)}</i>"
            ),
            _("Follow it and answer here:") + f"\n{link}",
        ]
    )


def added(language: Language, ticket: Ticket) -> str:
    return language.gettext("Added to issue #{number}.").format(number=ticket.id)


def accepted(language: Language, ticket: Ticket, link: str, zone: tzinfo) -> str:
    _ = language.gettext
    lines = [
        _("🔵 Issue #{number} is in the hands of {owner}.").format(
            number=ticket.id, owner=escape(ticket.owner_name or "")
        )
    ]
    if ticket.promised_at is not None:
        lines.append(_("You will hear from us by {moment}.").format(moment=language.moment(ticket.promised_at, zone)))
    return "\n".join([*lines, link])


def staff_replied(language: Language, ticket: Ticket, text: str, link: str) -> str:
    """``text``: what staff wrote, plain."""
    heading = language.gettext("Answer to issue #{number}:").format(number=ticket.id)
    return f"<b>{heading}</b>\n{escape(shorten(text, 3000))}\n\n{link}"


def resolved(language: Language, ticket: Ticket, link: str) -> str:
    text = language.gettext("🟢 Issue #{number} is resolved. If anything is still open, answer here:")
    return f"{text.format(number=ticket.id)}\n{link}"


def ticket_list(language: Language, tickets: Sequence[Ticket], links: Links, desk_link: str) -> str:
    _ = language.gettext
    lines = [
        f"{DOTS[ticket.light]} <b>#{ticket.id}</b> {isolate(ticket.title)}\n"
        f"{links.ticket(ticket.id, ticket.link_generation)}"
        for ticket in tickets
    ]
    heading = _("Your latest issues:") if lines else _("You have no issues yet.")
    return "\n".join([heading, *lines, "", _("All of them, and the form for a new one:"), desk_link])


def queue_link(language: Language, link: str, minutes: int) -> str:
    _ = language.gettext
    text = _("The staff queue. This link signs you in once and holds for {minutes} minutes:").format(minutes=minutes)
    return f"{text}\n{link}"


def dead_letter(language: Language, update_row: int, error: str) -> str:
    _ = language.gettext
    text = _("An incoming message could not be handled and is kept in the inbox (row {row}): {error}")
    return text.format(row=update_row, error=f"<code>{escape(shorten(error, 500))}</code>")


PLACEHOLDERS = {
    "photo": "📷",
    "video": "🎬",
    "video_note": "🎬",
    "animation": "🎞",
    "voice": "🎤",
    "audio": "🎵",
    "document": "📎",
    "sticker": "🏷",
    "location": "📍",
    "venue": "📍",
    "contact": "👤",
    "poll": "📊",
    "dice": "🎲",
}


def placeholder(content: str, detail: str | None) -> str:
    """A readable line for what is no text: such as "📎 invoice.pdf" or "🎤 voice". The same in every language."""
    return f"{PLACEHOLDERS.get(content, '❔')} {detail or content.replace('_', ' ')}"


def isolate(text: str) -> str:
    """Escaped, and kept from turning the text around it: a hostile title may hold right-to-left marks."""
    return f"\u2068{escape(ISOLATES.sub('', text))}\u2069"


def shorten(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
