"""Words for staff about tickets: their cards, what went up a level; and the apology when a promise was not kept."""

from collections.abc import Sequence
from datetime import tzinfo
from html import escape

from bot.casework.promises import Promise
from bot.categories import Department
from bot.deliveries import Button
from bot.escalation import Reason
from bot.languages import Language
from bot.office.members import Level
from bot.texts.callback import call_time
from bot.texts.tickets import DOTS, isolate
from bot.tickets import State, Ticket

Rows = tuple[tuple[Button, ...], ...]


def staff_card(
    language: Language, ticket: Ticket, about: tuple[str, str], customer: str, link: str, zone: tzinfo
) -> str:
    """The ticket as it stands, for staff alone. ``about``: the names of its category and its department."""
    _ = language.gettext
    topic = " · ".join(escape(name) for name in about if name)
    lines = [
        f"{DOTS[ticket.light]} <b>" + _("Issue #{number}").format(number=ticket.id) + f"</b> · {topic}",
        f"<i>{isolate(ticket.title)}</i>",
        f"👤 {isolate(customer)}",
    ]
    if ticket.is_open and ticket.urgent:
        lines.insert(0, "🔥 <b>" + _("Urgent") + "</b>")
    if ticket.is_open and ticket.level:
        lines.append("⬆️ " + level_name(language, Level(ticket.level)))
    if ticket.is_open and ticket.callback_wish is not None:
        time = call_time(language, ticket.callback_wish) if ticket.callback_wish else _("no time said")
        lines.append("📞 " + _("Wishes to be called: {time}").format(time=isolate(time)))
    return "\n".join([*lines, _state(language, ticket, zone), escape(link)])


def _state(language: Language, ticket: Ticket, zone: tzinfo) -> str:
    _ = language.gettext
    who = isolate(ticket.owner_name or "")
    if ticket.merged_into_id is not None:
        return _("It goes on in issue #{number}.").format(number=ticket.merged_into_id)
    if ticket.state is State.RESOLVED:
        return _("Resolved. Owner: {owner}").format(owner=who) if ticket.owner_name else _("Resolved.")
    if ticket.state is State.RECEIVED or ticket.owner_name is None:
        return _("Nobody has accepted it yet.")
    if ticket.waiting_since is not None:
        return _("{owner} waits for the customer's answer.").format(owner=who)
    if ticket.promised_at is None:
        return _("Accepted by {owner}.").format(owner=who)
    moment = language.moment(ticket.promised_at, zone)
    if ticket.slipped_at is not None:
        return _("⏰ {owner} promised {moment}: overdue.").format(owner=who, moment=moment)
    return _("Accepted by {owner}, promised by {moment}.").format(owner=who, moment=moment)


def staff_card_buttons(language: Language, ticket: Ticket, link: str | None) -> Rows:
    """``link``: None where Telegram takes no button for it."""
    _ = language.gettext
    opens = ((Button(_("Open"), url=link),),) if link else ()
    if not ticket.is_open:
        return opens
    accept = _("Accept") if ticket.state is State.RECEIVED else _("New time")
    deeds = (
        Button(accept, data=f"staff:accept:{ticket.id}"),
        Button(_("Dispatch"), data=f"staff:dispatch:{ticket.id}"),
    )
    return (deeds, *opens)


def staff_promise_buttons(language: Language, ticket: Ticket, offered: Sequence[Promise]) -> Rows:
    """What was offered to accept it does not change a promise that somebody else has made meanwhile."""
    _ = language.gettext
    deed = "promise" if ticket.state is State.RECEIVED else "again"
    labels = {
        Promise.HOUR: _("Within 1 hour"),
        Promise.FOUR_HOURS: _("Within 4 hours"),
        Promise.TODAY: _("Today"),
        Promise.TWO_DAYS: _("In 2 working days"),
    }
    buttons = [
        Button(label, data=f"staff:{deed}:{ticket.id}:{promise}")
        for promise, label in labels.items()
        if promise in offered
    ]
    pairs = tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))
    return (*pairs, _back(language, ticket.id))


def staff_department_buttons(language: Language, ticket_id: int, departments: Sequence[Department]) -> Rows:
    """One below the other."""
    rows = tuple(
        (Button(one.name.in_language(language.code), data=f"staff:to:{ticket_id}:{one.key}"),) for one in departments
    )
    return (*rows, _back(language, ticket_id))


def _back(language: Language, ticket_id: int) -> tuple[Button, ...]:
    return (Button(language.gettext("Back"), data=f"staff:card:{ticket_id}"),)


def only_staff(language: Language) -> str:
    return language.gettext("These buttons are for our staff. Just write here what it is about.")


def level_name(language: Language, level: Level) -> str:
    _ = language.gettext
    return {Level.INTAKE: _("Intake"), Level.HANDLING: _("Handling"), Level.MANAGEMENT: _("Management")}[level]


def escalation_reason(language: Language, reason: str) -> str:
    """One of `Reason`; any other is said as it is written."""
    _ = language.gettext
    words = {
        Reason.NOT_ACCEPTED: _("nobody has accepted it in time"),
        Reason.STILL_NOT_ACCEPTED: _("still nobody has accepted it"),
        Reason.SLIPPED: _("the promised time has passed"),
        Reason.LOW_RATING: _("the customer is not content with the solution"),
        Reason.COMPLAINT: _("it is a complaint"),
        Reason.MANAGER: _("the customer asks for the management"),
    }
    return {str(key): said for key, said in words.items()}.get(reason, escape(reason))


def escalated(language: Language, ticket: Ticket, reason: str, level: Level, customer: str, link: str) -> str:
    """To the level that it has gone up to."""
    _ = language.gettext
    heading = _("Issue #{number} needs you").format(number=ticket.id)
    why = _("{level}: {reason}.").format(level=level_name(language, level), reason=escalation_reason(language, reason))
    owner = (
        _("Owner: {owner}").format(owner=isolate(ticket.owner_name))
        if ticket.owner_name
        else _("Nobody has accepted it yet.")
    )
    flame = "🔥 " if ticket.urgent else ""
    return "\n".join(
        [
            f"⬆️ {flame}<b>{heading}</b>",
            why,
            f"<i>{isolate(ticket.title)}</i>",
            f"👤 {isolate(customer)}",
            owner,
            escape(link),
        ]
    )


def promise_slipped(language: Language, ticket: Ticket, link: str) -> str:
    """To the customer: no excuse, and no new time that nobody has promised."""
    _ = language.gettext
    sorry = _("We are sorry: issue #{number} is taking longer than we promised.").format(number=ticket.id)
    now = _("It has gone up a level with us, and you will hear a new time as soon as there is one.")
    return f"{sorry}\n{now}\n{link}"


def queue_counts(language: Language, new: int, overdue: int, calls: int) -> str:
    _ = language.gettext
    return _("New: {new} · overdue: {overdue} · to call: {calls}").format(
        new=f"<b>{new}</b>", overdue=f"<b>{overdue}</b>", calls=f"<b>{calls}</b>"
    )
