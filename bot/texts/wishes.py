"""Words about a wish of an admin's: what it would do, to how many, and what became of it."""

from collections.abc import Sequence
from datetime import date, datetime, time, tzinfo
from html import escape

from bot.grants import LONGEST_REOPENING, Grant
from bot.languages import Language
from bot.steering import Steer
from bot.storage.impact import Impact
from bot.storage.transitions import Change
from bot.texts.steering import everyone, granted, impact_line
from bot.texts.tickets import isolate
from bot.texts.transition import deadline_moved
from bot.transition import MAX_DAYS, MIN_DAYS, Transition
from bot.weighed import Weighed


def weighed_lines(language: Language, weighed: Weighed, zone: tzinfo) -> list[str]:
    """How many it is about, and what moves from where to where."""
    _ = language.gettext
    lines = [impact_line(language, weighed.impact)]
    if isinstance(weighed.outcome, Transition):
        lines += _moves(language, weighed.before, weighed.outcome, zone)
    elif weighed.outcome.until is not None:
        lines.append(_("until {moment}").format(moment=language.moment(weighed.outcome.until, zone)))
    return lines


def _moves(language: Language, before: Transition, after: Transition, zone: tzinfo) -> list[str]:
    _ = language.gettext
    lines = []
    if before.window.launch != after.window.launch:
        told = [language.moment(one.window.launch, zone) for one in (before, after)]
        lines.append(_("The launch moves from {before} to {after}.").format(before=told[0], after=told[1]))
    if before.announce_from != after.announce_from:
        first = _("Announcements begin on {day}.") if after.announce_from else _("Announcements begin at once.")
        lines.append(first.format(day=language.day(after.announce_from)) if after.announce_from else first)
    if before.times != after.times:
        said = _("Announcements go out at {times}.") if after.times else _("Announcements go out at the usual times.")
        lines.append(said.format(times=", ".join(f"{local:%H:%M}" for local in after.times or ())))
    if before.window.deadline != after.window.deadline:
        told = [language.moment(one.window.deadline, zone) for one in (before, after)]
        lines.append(_("The deadline moves from {before} to {after}.").format(before=told[0], after=told[1]))
    return lines or [_("Nothing changes.")]


def wish_heading(language: Language, weighed: Weighed) -> str:
    return heading_of(language, weighed.wish.act, weighed.name)


def heading_of(language: Language, act: Steer, name: str) -> str:
    _ = language.gettext
    heading = {
        Steer.MOVE_LAUNCH: _("Change the plan?"),
        Steer.SET_TIMES: _("Change the times of announcements?"),
        Steer.MOVE_DEADLINE: _("Move the deadline?"),
        Steer.CLOSE_EARLY: _("Close chat for everybody now?"),
        Steer.EXTEND: _("More time for {name}?"),
        Steer.LEAVE_OPEN: _("Leave {name} out of closing?"),
        Steer.REOPEN: _("Open chat again for {name}?"),
    }[act]
    return heading.format(name=isolate(name or everyone(language)))


def ask_wish(language: Language, weighed: Weighed, reason: str, zone: tzinfo, *, second: bool) -> str:
    """The question before it is done; ``second``: another admin confirms it then."""
    _ = language.gettext
    lines = [f"<b>{wish_heading(language, weighed)}</b>", *weighed_lines(language, weighed, zone)]
    if reason:
        lines.append(_("Reason: {reason}").format(reason=isolate(reason)))
    if second:
        lines.append(_("A second admin confirms it before it holds."))
    return "\n".join(lines)


def wish_done(language: Language, weighed: Weighed, zone: tzinfo) -> str:
    _ = language.gettext
    if isinstance(weighed.outcome, Grant):
        return granted(language, weighed.outcome, weighed.name or everyone(language), zone)
    if weighed.wish.act is Steer.CLOSE_EARLY:
        return _("Chat is being closed. Whoever writes on finds their words on the desk.")
    if weighed.wish.act in {Steer.MOVE_LAUNCH, Steer.SET_TIMES}:
        return "\n".join([_("The plan is changed."), *_moves(language, weighed.before, weighed.outcome, zone)])
    return deadline_moved(language, weighed.outcome, zone)


def wish_button(language: Language, act: Steer) -> str:
    _ = language.gettext
    return {
        Steer.MOVE_LAUNCH: _("Change it"),
        Steer.SET_TIMES: _("Change it"),
        Steer.MOVE_DEADLINE: _("Move it"),
        Steer.CLOSE_EARLY: _("Close now"),
        Steer.EXTEND: _("Give more time"),
        Steer.LEAVE_OPEN: _("Leave open"),
        Steer.REOPEN: _("Open chat again"),
    }[act]


def wish_given_up(language: Language) -> str:
    return language.gettext("Nothing is changed.")


def launch_refused(language: Language) -> str:
    return language.gettext("The launch can be moved until it has come, to a time that is still ahead.")


def launch_too_far(language: Language, last: date) -> str:
    text = language.gettext("The launch can be on {day} at the latest, two years from now.")
    return text.format(day=language.day(last))


def day_left_out(language: Language, day: date) -> str:
    text = language.gettext("Clocks are put forward: nothing ends on {day}. Choose the day before or after.")
    return text.format(day=language.day(day))


def announced_too_late(language: Language) -> str:
    return language.gettext("Announcements begin on the day of the launch at the latest.")


def ask_deadline(language: Language, deadline: str, first: date, last: date) -> str:
    _ = language.gettext
    now = _("Chat closes on {moment}.").format(moment=f"<b>{escape(deadline)}</b>")
    days = _("Which day shall it be? Possible is {first} to {last}: day {least} to {most} after launch.")
    return (
        now
        + "\n"
        + days.format(first=language.short_day(first), last=language.short_day(last), least=MIN_DAYS, most=MAX_DAYS)
    )


def day_refused(language: Language, first: date, last: date) -> str:
    text = language.gettext("That day is not possible. Choose one from {first} to {last}.")
    return text.format(first=language.short_day(first), last=language.short_day(last))


def ask_reason(language: Language, *, optional: bool) -> str:
    _ = language.gettext
    if optional:
        return _("Why? Write a line for the record, or go on without.")
    return _("Why? Write a line: it is kept with the record.")


def without_reason(language: Language) -> str:
    return language.gettext("Without a reason")


def ask_whom(language: Language) -> str:
    return language.gettext("For whom? Write a number, #issue, @username or a whole name, or send a contact.")


def ask_days(language: Language, name: str) -> str:
    text = language.gettext("For how many days is chat to be open again for {name}? 1 to {most}.")
    return text.format(name=isolate(name or everyone(language)), most=LONGEST_REOPENING.days)


def for_everybody(language: Language) -> str:
    return language.gettext("For everybody")


def ask_which(language: Language) -> str:
    return language.gettext("Several fit. Which one?")


def ask_until(language: Language, name: str, first: date, last: date) -> str:
    text = language.gettext("Until which day may {name} write in chat? Possible is {first} to {last}.")
    return text.format(name=isolate(name), first=language.short_day(first), last=language.short_day(last))


def no_more_time(language: Language, latest: str) -> str:
    text = language.gettext("The deadline is day 30 already, {moment}: there is no more time to give.")
    return text.format(moment=latest)


def deadline_has_moved(language: Language) -> str:
    """A line of the next announcement; with a placeholder."""
    return language.gettext("The deadline has moved to {deadline}.")


def launch_has_moved(language: Language) -> str:
    return language.gettext("The start has moved to {launch_date}.")


def transition_buttons(language: Language) -> tuple[str, str, str]:
    _ = language.gettext
    return _("Move the deadline"), _("Who has not migrated"), _("The whole plan")


def page_buttons(language: Language) -> tuple[str, str, str]:
    _ = language.gettext
    return _("From the start"), _("More"), _("As a CSV file")


def standing_lines(language: Language, impact: Impact, waiting: int) -> list[str]:
    """What /transition says of customers' chats and of proposals; only what there is."""
    _ = language.gettext
    counts = [
        (impact.unreachable, _("{count} cannot be reached")),
        (impact.extended, _("{count} with a time of their own")),
        (impact.left_open, _("{count} left out of closing")),
        (impact.closed, _("{count} closed")),
    ]
    lines = [impact_line(language, impact)]
    if told := [words.format(count=count) for count, words in counts if count]:
        lines.append(", ".join(told))
    if waiting:
        text = language.ngettext("{count} proposal waits", "{count} proposals wait", waiting)
        lines.append(text.format(count=waiting))
    return lines


def announced_at(language: Language, times: Sequence[time], page: str) -> str:
    """``page``: where they can be changed."""
    text = language.gettext("Announcements go out each day at {times}. These times are changed on the page: {page}")
    return text.format(times=", ".join(f"{local:%H:%M}" for local in times), page=escape(page))


def times_misplaced(language: Language) -> str:
    return language.gettext("Two times of day, one before noon and one after, such as 09:30, 15:30.")


def wish_unread(language: Language) -> str:
    return language.gettext("I could not read that. Please look at what is filled in.")


def change_parts(language: Language, change: Change, zone: tzinfo) -> tuple[str, str, str]:
    """What was changed, from what, to what, as people read it; not for HTML."""
    _ = language.gettext
    word, _space, about = change.field.partition(" ")
    name = {
        "deadline": _("Deadline"),
        "launch": _("Launch"),
        "announce_from": _("First day of announcements"),
        "times": _("Times of announcements"),
        "closed_at": _("Closing"),
        "extension": _("More time"),
        "left": _("Left out of closing"),
        "reopening": _("Chat opened again"),
    }.get(word, change.field)
    scope, _space, number = about.removeprefix("open ").partition(" ")
    scopes = {"customer": _("customer"), "account": _("company"), "channel": _("chat"), "all": _("everybody")}
    of = f"{scopes.get(scope, scope)} {number}".strip()
    return (
        (f"{name} ({of})" if of else name),
        _written(language, change.before, zone),
        _written(language, change.after, zone),
    )


def _written(language: Language, value: str | None, zone: tzinfo) -> str:
    if value == "always":
        return language.gettext("for good")
    try:
        moment = datetime.fromisoformat(value or "")
    except ValueError:
        return value or ""
    return language.moment(moment, zone) if moment.tzinfo else language.day(moment.date())
