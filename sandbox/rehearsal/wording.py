"""The report's words where they depend on what was found."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from bot.languages import Language
from sandbox.rehearsal.concerns import Concern, Warned
from sandbox.rehearsal.temperaments import Temperament

MOST_DAYS = 6
"""So many days are named; of more, their number is."""


def warning(language: Language, warned: Warned) -> str:
    _ = language.gettext
    text = {
        Concern.NIGHT: _(
            "The announcement at {where} ({zone}) reaches {count} customers in their night. Move the time, or leave "
            "them out of it."
        ),
        Concern.HOLIDAY: _("Announcements go out on a public holiday: {where} ({days})."),
        Concern.NO_DEADLINE: _(
            "{count} announcements in {where} do not name the deadline: {days}. Who reads only those is surprised."
        ),
        Concern.NO_RIGHTS: _(
            "{count} channels could not be closed at the deadline: “{where}”. Make the bot an administrator who may "
            "restrict members and pin messages, before it comes."
        ),
        Concern.UNHEARD: _(
            "{count} messages were written in groups where the bot hears nothing, because it is no administrator there."
        ),
        Concern.TOO_MANY_TICKETS: _(
            "More issues than staff can take: up to {most} waited at the end of a day, and a day has room for {count}. "
            "Days: {days}. Plan more people for them, or a later deadline."
        ),
        Concern.SLOW: _("One issue in twenty waited {count} working hours or more until somebody accepted it."),
        Concern.TOO_MANY_MESSAGES: _(
            "Some customers got more than {most} messages in a day; that happened {count} times."
        ),
        Concern.BUSY: _(
            "The busiest minute uses {count} of {most} possible calls: answers may have to wait. Spread the times of "
            "announcements, or let Telegram send more for its price (telegram.paid_broadcasts)."
        ),
        Concern.CLOSED_OUT_OF_HOURS: _(
            "The deadline, {where}, is out of office hours: nobody is there who would answer."
        ),
        Concern.LAUNCHED_OUT_OF_HOURS: _(
            "The launch, {where}, is out of office hours: nobody is there who would answer."
        ),
    }[warned.concern]
    return text.format(
        where=warned.where,
        zone=warned.zone,
        count=warned.count,
        most=warned.most,
        days=days_named(language, warned.days),
    )


def days_named(language: Language, days: tuple[date, ...]) -> str:
    named = ", ".join(f"{day:%m-%d}" for day in days[:MOST_DAYS])
    more = len(days) - MOST_DAYS
    return named + (" " + language.gettext("and {count} more").format(count=more) if more > 0 else "")


def purposes(language: Language) -> Mapping[str, str]:
    _ = language.gettext
    return {
        "announcement": _("Announcements"),
        "closing": _("Closing notices"),
        "last-call": _("Last calls"),
        "card": _("Status cards"),
        "staff-card": _("Cards for staff"),
        "answer": _("Answers in chat"),
        "status": _("News of issues"),
        "notice": _("Notices to staff"),
        "broadcast": _("Broadcasts"),
    }


def temperaments(language: Language) -> Mapping[Temperament, str]:
    _ = language.gettext
    return {
        Temperament.EAGER: _("eager"),
        Temperament.AVERAGE: _("average"),
        Temperament.LATE: _("late"),
        Temperament.CHATTY: _("chatty"),
        Temperament.NEVER: _("never reached"),
        Temperament.BLOCKS: _("blocks the bot"),
        Temperament.RESISTS: _("resists to the end"),
    }


def failure(language: Language, said: str) -> str:
    """What failed, in the reader's language as far as words of ours go; the rest is Telegram's."""
    _ = language.gettext
    kinds = {
        "message not delivered": _("message not delivered"),
        "update not handled": _("update not handled"),
        "Telegram would not let a customer": _("Telegram would not let a customer"),
    }
    reasons = {"deactivated": _("the account is deleted"), "blocked": _("the customer has blocked the bot")}
    kind, colon, reason = said.partition(": ")
    return f"{kinds[kind]}{colon}{reasons.get(reason, reason)}" if colon and kind in kinds else said


def reaches(language: Language) -> Mapping[str, str]:
    _ = language.gettext
    return {
        "reached": _("reached, never opened the link"),
        "opened": _("opened the link, filed nothing"),
        "blocked": _("blocked the bot"),
        "never": _("never reached"),
    }


def lasting(language: Language) -> Callable[[timedelta], str]:
    """Hours and minutes, or seconds where it is less."""

    def say(time: timedelta) -> str:
        _, seconds = language.gettext, int(time.total_seconds())
        if seconds < 120:
            return _("{seconds} s").format(seconds=seconds)
        hours, minutes = divmod(seconds // 60, 60)
        if not hours:
            return _("{minutes} min").format(minutes=minutes)
        return _("{hours} h {minutes} min").format(hours=hours, minutes=minutes)

    return say
