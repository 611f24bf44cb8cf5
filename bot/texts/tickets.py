"""Words about tickets."""

import re
from collections.abc import Sequence
from datetime import datetime, tzinfo
from html import escape

from bot.categories import COMPLAINT
from bot.deliveries import Button
from bot.languages import Language
from bot.links import Links
from bot.texts.callback import call_time
from bot.tickets import STARS, Light, State, Ticket

ISOLATES = re.compile("[\u2066-\u2069]")
"""Marks that open and close an isolated part: one in a customer's text would end ours before its time."""
DOTS = {Light.GREY: "⚪", Light.BLUE: "🔵", Light.GREEN: "🟢"}


def card(language: Language, ticket: Ticket, category: str, link: str, zone: tzinfo, department: str = "") -> str:
    """The ticket as it stands. No verdict, and no promise of time that no department has given."""
    _ = language.gettext
    lines = [
        f"{DOTS[ticket.light]} <b>" + _("Issue #{number}").format(number=ticket.id) + f"</b> · {escape(category)}",
        f"<i>{isolate(ticket.title)}</i>",
    ]
    if ticket.category == COMPLAINT and ticket.state is State.RECEIVED:
        lines.append(_("We are sorry for the trouble."))
    if ticket.merged_into_id is not None:
        lines.append(_("It goes on in issue #{number}.").format(number=ticket.merged_into_id))
    elif ticket.state is State.RESOLVED:
        lines.append(_("Resolved. If anything is still open, answer to this message."))
    elif ticket.state is State.RECEIVED:
        lines.append(_("It is recorded and passed on."))
    else:
        lines.append(_("In the hands of {owner}.").format(owner=isolate(ticket.owner_name or "")))
        if ticket.is_waiting:
            lines.append(_("We wait for your answer: please write it here."))
        elif ticket.slipped_at is not None:
            lines.append(_("We are sorry: this takes longer than we promised."))
        elif ticket.promised_at is not None:
            moment = language.moment(ticket.promised_at, zone)
            lines.append(_("You will hear from us by {moment}.").format(moment=moment))
    if ticket.is_open and department:
        lines.append(_("Department: {name}").format(name=isolate(department)))
    if ticket.is_open and ticket.callback_wish is not None:
        lines.append(_call_line(language, ticket.callback_wish))
    return "\n".join([*lines, link])


def _call_line(language: Language, wish: str) -> str:
    """No time is promised: it is the customer's own wish."""
    if not wish:
        return language.gettext("Your wish to be called is recorded.")
    return language.gettext("We will call you: {time}").format(time=isolate(call_time(language, wish)))


def card_buttons(language: Language, ticket: Ticket) -> tuple[tuple[Button, ...], ...]:
    _ = language.gettext
    if ticket.merged_into_id is not None:
        return ()
    if not ticket.is_open:
        return ((Button(_("Not solved yet"), data=f"reopen:{ticket.id}"),),)
    call = _("Please call me") if ticket.callback_wish is None else _("Change the call")
    return (
        (
            Button(_("Change category"), data=f"category:{ticket.id}"),
            Button(_("It is solved"), data=f"solved:{ticket.id}"),
        ),
        (Button(_("Belongs to an earlier issue"), data=f"earlier:{ticket.id}"),),
        (Button(call, data=f"call:{ticket.id}"),),
    )


def added(language: Language, ticket: Ticket, *, reopened: bool) -> str:
    _ = language.gettext
    text = _("Added to issue #{number}: {title}").format(number=ticket.id, title=f"<i>{isolate(ticket.title)}</i>")
    return text + "\n" + _("It is open again.") if reopened else text


def added_buttons(language: Language, entry_id: int) -> tuple[tuple[Button, ...], ...]:
    return ((Button(language.gettext("This is another issue"), data=f"another:{entry_id}"),),)


def ask_what_it_is(language: Language) -> str:
    return language.gettext("Shall this become an issue?")


def what_it_is_buttons(
    language: Language, draft_id: int, open_tickets: Sequence[Ticket]
) -> tuple[tuple[Button, ...], ...]:
    _ = language.gettext
    belongs = tuple(
        (Button(_("Belongs to #{number}").format(number=ticket.id), data=f"belongs:{draft_id}:{ticket.id}"),)
        for ticket in open_tickets
    )
    choice = (
        Button(_("Yes, a new issue"), data=f"matter:{draft_id}"),
        Button(_("No, nothing"), data=f"nothing:{draft_id}"),
    )
    return (choice, *belongs)


def ask_category(language: Language) -> str:
    return language.gettext("What is it about?")


def not_your_issue(language: Language) -> str:
    return language.gettext("Only who wrote the issue can change it here.")


def no_earlier_issue(language: Language) -> str:
    return language.gettext("There is no other open issue of yours in this chat.")


def too_late(language: Language) -> str:
    return language.gettext("That is settled already.")


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


def staff_asked(language: Language, ticket: Ticket, text: str, link: str) -> str:
    """``text``: what staff ask, plain."""
    heading = language.gettext("A question about issue #{number}:").format(number=ticket.id)
    pauses = language.gettext("Please answer here; until then we wait for you.")
    return f"<b>{heading}</b>\n{escape(shorten(text, 3000))}\n\n{pauses}\n{link}"


def invitation(language: Language, where: str, at: datetime | None, zone: tzinfo) -> str:
    """To a remote session, plain. ``where``: a link or a code; ``at``: None for now."""
    _ = language.gettext
    lines = [_("We would like to look at it together with you, on your screen. You can see all that we do.")]
    if at is not None:
        lines.append(_("When: {moment}").format(moment=f"{language.moment(at, zone)} ({zone})"))
    lines.append(_("Where: {where}").format(where=where))
    lines.append(_("If that does not suit you, tell us here when it would."))
    return "\n".join(lines)


def rating_buttons(language: Language, ticket: Ticket) -> tuple[tuple[Button, ...], ...]:
    """From one star to five."""
    return (tuple(Button("★" * stars, data=f"rate:{ticket.id}:{stars}") for stars in STARS),)


def rewarded(language: Language, ticket: Ticket, gift: str, link: str) -> str:
    text = language.gettext("🎁 Thank you for issue #{number} on our desk. For you: {gift}")
    return f"{text.format(number=ticket.id, gift=isolate(gift))}\n{link}"


def rated(language: Language, stars: int) -> str:
    """Over the chat, when a button is pressed."""
    return language.gettext("Thank you: {stars}").format(stars="★" * stars)


def ask_what_went_wrong(language: Language, ticket: Ticket, link: str) -> str:
    text = language.gettext(
        "We are sorry that issue #{number} did not go well for you. What should we have done better? Answer to this "
        "message, or write it here:"
    )
    return f"{text.format(number=ticket.id)}\n{link}"


def not_to_be_rated(language: Language) -> str:
    return language.gettext("This issue is open again. You can rate it once it is resolved.")


def open_desk(language: Language) -> str:
    """On the button beside the field to write in; as short as can be."""
    return language.gettext("My issues")


def resolved(language: Language, ticket: Ticket, who: str, link: str) -> str:
    """``who`` of staff."""
    text = language.gettext("🟢 {who} has resolved issue #{number}. If anything is still open, answer here:")
    return f"{text.format(number=ticket.id, who=isolate(who))}\n{link}"


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
