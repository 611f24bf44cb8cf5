"""Words about what admins do to the transition."""

from collections.abc import Sequence
from datetime import date, datetime, tzinfo

from bot.grants import LONGEST_REOPENING, Grant, GrantKind
from bot.languages import Language
from bot.storage.holdouts import Holdout
from bot.storage.impact import Impact
from bot.storage.targets import Target
from bot.texts.tickets import isolate
from bot.transition import MAX_DAYS, MIN_DAYS, Phase


def impact_line(language: Language, impact: Impact) -> str:
    """Such as "412 customers, 37 groups; 96 not yet migrated"."""
    _ = language.gettext
    people = language.ngettext("{count} customer", "{count} customers", impact.private).format(count=impact.private)
    groups = language.ngettext("{count} group", "{count} groups", impact.groups).format(count=impact.groups)
    staying = _("{count} not yet migrated").format(count=impact.staying)
    return _("{people}, {groups}; {staying}").format(people=people, groups=groups, staying=staying)


def too_early_to_close(language: Language, earliest: datetime, zone: tzinfo) -> str:
    text = language.gettext("Nobody's chat is closed before day {days}: possible from {moment} on.")
    return text.format(days=MIN_DAYS, moment=language.moment(earliest, zone))


def granted(language: Language, grant: Grant, name: str, zone: tzinfo) -> str:
    _ = language.gettext
    until = "" if grant.until is None else language.moment(grant.until, zone)
    text = {
        GrantKind.EXTENSION: _("{name} may write in chat until {moment}."),
        GrantKind.LEFT_OPEN: _("{name} is left out of closing."),
        GrantKind.REOPENING: _("Chat is open again for {name} until {moment}."),
    }[grant.kind]
    return text.format(name=isolate(name), moment=f"<b>{until}</b>")


def everyone(language: Language) -> str:
    return language.gettext("everybody")


def grant_refused(language: Language, first: datetime, last: datetime, zone: tzinfo) -> str:
    text = language.gettext("Possible is a time after {first}, until {last} at the latest.")
    return text.format(first=language.moment(first, zone), last=language.moment(last, zone))


def not_for_all(language: Language) -> str:
    return language.gettext(
        "That is for one customer, company or group. To give everybody more time, move the deadline."
    )


def nobody_there(language: Language) -> str:
    return language.gettext("Nobody with this number is known here.")


def promises_beyond(language: Language, count: int, latest: datetime, zone: tzinfo) -> str:
    text = language.ngettext(
        "{count} extension that was given reaches beyond {moment}, day {days} after that launch."
        " Take it back first, or choose a later launch.",
        "{count} extensions that were given reach beyond {moment}, day {days} after that launch."
        " Take them back first, or choose a later launch.",
        count,
    )
    return text.format(count=count, moment=language.moment(latest, zone), days=MAX_DAYS)


def reason_missing(language: Language) -> str:
    return language.gettext("Please add the reason: it is kept with the record.")


def not_in_this_phase(language: Language, phase: Phase) -> str:
    _ = language.gettext
    return {
        Phase.WAITING: _("Announcements have not begun: that is not possible yet."),
        Phase.ANNOUNCING: _("The desk is not live yet: that is not possible before the launch."),
        Phase.OPEN: _("Chat is open: that is possible once it is closed."),
        Phase.CLOSED: _("Chat is closed: that was possible before. /reopen opens it again for a time."),
    }[phase]


def how_to_extend(language: Language, last: date) -> str:
    """``last``: the last day that is possible."""
    _ = language.gettext
    return (
        _("More time for one customer, company or group, within 30 days of the launch:")
        + f"\n<code>/extend @anna {last} contract</code>\n"
        + _("A number, #issue, @username, or a name in quotes; then the last day, then the reason.")
    )


def how_to_reopen(language: Language) -> str:
    _ = language.gettext
    return (
        _("Chat again for one or for all, for {days} days at most:").format(days=LONGEST_REOPENING.days)
        + "\n<code>/reopen @anna 3 outage</code>\n<code>/reopen all 1 outage</code>"
    )


def how_to_close(language: Language) -> str:
    text = language.gettext("Closes chat for everybody before the deadline, from day {days} on:")
    return text.format(days=MIN_DAYS) + "\n<code>/close all are there</code>"


def possible_now(language: Language, count: int) -> str:
    """Above the first of them."""
    if not count:
        return language.gettext("Now there is no chat that it could be about.")
    text = language.ngettext("Possible now for {count} chat:", "Possible now for {count} chats, such as:", count)
    return text.format(count=count)


def closes_now(language: Language, names: Sequence[str], count: int) -> str:
    """Whose chat it is that is open still; the first of them by name."""
    _ = language.gettext
    text = language.ngettext("{count} chat is open now:", "{count} chats are open now:", count).format(count=count)
    more = count - len(names)
    lines = [text, *(f"• {isolate(name)}" for name in names)]
    return "\n".join([*lines, *([_("and {count} more").format(count=more)] if more > 0 else [])])


def whom_do_you_mean(language: Language, written: str, found: Sequence[Target]) -> str:
    _ = language.gettext
    if not found:
        return _("Nobody and nothing is called {name}.").format(name=isolate(written))
    lines = [f"<code>{'-' if one.id < 0 else ''}{abs(one.id)}</code> {isolate(one.name)}" for one in found]
    return "\n".join([_("Several fit. Please name one by its number:"), *lines])


def holdout_list(language: Language, first: Sequence[Holdout], count: int) -> str:
    _ = language.gettext
    if not first:
        return _("Everybody has migrated.")
    lines = []
    for one in first:
        reach = _("unreachable") if one.unreachable else _("opened the link") if one.opened_at else ""
        known = [isolate(part) for part in (one.account, one.phone) if part]
        about = " · ".join([*known, *([reach] if reach else [])])
        lines.append(f"<code>{one.chat_id}</code> {isolate(one.name)}" + (f" · {about}" if about else ""))
    more = count - len(first)
    heading = language.ngettext("{count} has not migrated:", "{count} have not migrated:", count).format(count=count)
    return "\n".join([heading, *lines, *([_("and {count} more").format(count=more)] if more > 0 else [])])
