"""Words about the transition."""

from collections.abc import Sequence
from datetime import date, datetime, tzinfo
from html import escape

from bot.languages import Language
from bot.placeholders import Stage
from bot.storage.transitions import Change
from bot.transition import MAX_DAYS, MIN_DAYS, Phase, Transition


def notice(language: Language, stage: Stage) -> str:
    """The words of an announcement where staff wrote none of their own; with placeholders (bot/placeholders.py)."""
    _ = language.gettext
    heading = "<b>{company}</b>"
    closes = _("This chat closes on {deadline}: {days_left} left.")
    lines = {
        Stage.ANNOUNCED: [
            _(
                "From {launch_date} our issue platform takes all questions on domains and hosting, bugs, technical "
                "support and complaints. You will get its address here."
            )
        ],
        Stage.LIVE: [
            _(
                "Our issue platform now takes all questions on domains and hosting, bugs, technical support and "
                "complaints:"
            ),
            "{link}",
            closes,
        ],
        Stage.LAST_DAYS: [
            closes,
            _("From then on our issue platform alone takes your matters. Please have a look at it now:"),
            "{link}",
        ],
        Stage.LAST_DAY: [
            _("This is the last day: the chat closes on {deadline}."),
            _("What you write after that waits for you in the form of our issue platform:"),
            "{link}",
        ],
        Stage.CLOSED: [
            _("This chat is closed. Our issue platform takes all your matters from now on:"),
            "{link}",
        ],
    }
    return "\n".join([heading, *lines[stage]])


def days_left(language: Language, days: int) -> str:
    return language.ngettext("{days} day", "{days} days", days).format(days=days)


def chat_closed(language: Language, desk_link: str) -> str:
    _ = language.gettext
    return "\n".join(
        [
            _("This chat is closed, but your words are not lost: they are waiting in the form of our issue platform."),
            _("Open it, look them over and send them:"),
            desk_link,
        ]
    )


def about_move(language: Language, transition: Transition, desk_link: str, now: datetime, zone: tzinfo) -> str:
    """The answer to questions about the move itself."""
    _ = language.gettext
    window = transition.window
    if transition.phase(now, zone) is not Phase.OPEN:
        launch = language.day(window.launch.astimezone(zone).date())
        text = _("From {launch} our issue platform takes all your matters, each with its number, owner and state.")
        return text.format(launch=launch) + "\n" + _("Until then just write here.")
    text = _("Our issue platform shows each of your matters with its number, owner and state:")
    until = _("You can write here until {deadline}.").format(deadline=language.moment(window.deadline, zone))
    return f"{text}\n{desk_link}\n{until}"


def transition_status(
    language: Language,
    transition: Transition,
    *,
    now: datetime,
    zone: tzinfo,
    known: int,
    migrated: int,
    changes: Sequence[Change],
    notes: Sequence[str] = (),
) -> str:
    _ = language.gettext
    phase = {
        Phase.WAITING: _("waiting for the first announcement"),
        Phase.ANNOUNCING: _("announcing"),
        Phase.OPEN: _("open"),
        Phase.CLOSED: _("closed"),
    }[transition.phase(now, zone)]
    window = transition.window
    days = transition.days_left(now)
    lines = [
        _("Phase: {phase}").format(phase=f"<b>{phase}</b>"),
        _("Launch: {moment}").format(moment=language.moment(window.launch, zone)),
        _("Deadline: {moment} (day {days} after launch)").format(
            moment=f"<b>{language.moment(window.deadline, zone)}</b>", days=window.lasts
        ),
        language.ngettext("{days} day left", "{days} days left", days).format(days=days),
        _("Customers: {known} known, {migrated} migrated").format(known=known, migrated=migrated),
        *notes,
    ]
    if changes:
        lines += ["", _("Latest changes:")]
        lines += [_change(language, change, zone) for change in changes]
    return "\n".join(lines)


def _change(language: Language, change: Change, zone: tzinfo) -> str:
    line = f"{language.moment(change.at, zone)} · {escape(change.who)} · {change.field}"
    if change.before:
        line += f" · {_readable(language, change.before, zone)} →"
    if change.after:
        line += f" {_readable(language, change.after, zone)}"
    return line + (f" · {escape(change.reason)}" if change.reason else "")


def _readable(language: Language, value: str, zone: tzinfo) -> str:
    try:
        return language.moment(datetime.fromisoformat(value), zone)
    except ValueError:
        return escape(value)


def deadline_moved(language: Language, transition: Transition, zone: tzinfo) -> str:
    text = language.gettext(
        "The deadline is now {moment}, {days} days after launch. Announcements name it from the launch on."
    )
    return text.format(
        moment=f"<b>{language.moment(transition.window.deadline, zone)}</b>", days=transition.window.days
    )


def window_refused(language: Language, days: int, allowed: tuple[date, date]) -> str:
    text = language.gettext(
        "{days} days are outside {least} to {most}: the deadline stays. It can be from {first} to {last}."
    )
    return text.format(
        days=days, least=MIN_DAYS, most=MAX_DAYS, first=language.day(allowed[0]), last=language.day(allowed[1])
    )


def deadline_in_the_past(language: Language, deadline: datetime, zone: tzinfo) -> str:
    text = language.gettext("{moment} has already gone by: the deadline stays.")
    return text.format(moment=language.moment(deadline, zone))


def transition_closed(language: Language) -> str:
    return language.gettext("The channel is closed: its deadline can no longer be moved.")


def deadline_unread(language: Language, allowed: tuple[date, date]) -> str:
    """How /deadline is written; the example is the last allowed day."""
    text = language.gettext(
        "Write the number of days after launch or the date, and a reason if you like: "
        "<code>/deadline 28</code> or <code>/deadline {example} holidays</code>. "
        "It can be from {first} to {last}."
    )
    return text.format(example=allowed[1].isoformat(), first=language.day(allowed[0]), last=language.day(allowed[1]))


def closing_failed(language: Language, title: str, error: str) -> str:
    text = language.gettext(
        "The chat {title} could not be closed fully: {error}. I try again until it works; "
        "giving the bot the rights to pin messages and to restrict members usually mends it."
    )
    return text.format(title=f"<b>{escape(title)}</b>", error=f"<code>{escape(error)}</code>")


def chat_reopened(language: Language, company: str, until: datetime, zone: tzinfo) -> str:
    _ = language.gettext
    said = _("This chat is open again until {moment}.").format(moment=f"<b>{language.moment(until, zone)}</b>")
    return f"<b>{escape(company)}</b>\n{said}\n" + _("After that our issue platform takes everything again.")
