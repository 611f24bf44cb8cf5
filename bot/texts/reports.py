"""Words of reports: names of what is counted, and how long something took."""

from datetime import date, timedelta
from functools import partial

from babel.dates import format_date

from bot.casework.promises import Outcome
from bot.charts import Chart, Series, Shape, Tone
from bot.escalation import Reason
from bot.languages import Language
from bot.reports import WITHIN_HOURS, Course, Period, Step
from bot.tickets import Cause, State, Way

_MINUTES_SHOWN = timedelta(hours=10)
_HOURS_SHOWN = timedelta(hours=48)


def cause_name(language: Language, cause: str | None) -> str:
    """A cause that is known no more stands for itself."""
    _ = language.gettext
    names: dict[str | None, str] = {
        Cause.PRODUCT: _("Product"),
        Cause.PROCESS: _("Process"),
        Cause.THIRD_PARTY: _("Third party"),
        Cause.USE: _("Use"),
        Cause.NOT_A_FAULT: _("Not a fault"),
        None: _("No cause said"),
    }
    return names.get(cause, cause or "")


def way_name(language: Language, way: str | None) -> str:
    _ = language.gettext
    names: dict[str | None, str] = {
        Way.ANSWER: _("Answer"),
        Way.PHONE: _("Phone"),
        Way.REMOTE: _("Remote session"),
        Way.ON_SITE: _("On site"),
        None: _("No way said"),
    }
    return names.get(way, way or "")


def channel_name(language: Language, channel: str) -> str:
    _ = language.gettext
    names = {
        "private": _("Private chats"),
        "group": _("Groups"),
        "business": _("Business accounts"),
        "desk": _("The desk"),
        "api": _("Other programs"),
    }
    return names.get(channel, channel)


def state_of_issues(language: Language, state: State) -> str:
    _ = language.gettext
    return {State.RECEIVED: _("Received"), State.ACCEPTED: _("Accepted"), State.RESOLVED: _("Resolved")}[state]


def outcome_name(language: Language, outcome: Outcome | None) -> str:
    _ = language.gettext
    names = {
        Outcome.KEPT: _("Kept"),
        Outcome.MOVED: _("Moved in time"),
        Outcome.SLIPPED: _("Slipped"),
        Outcome.DROPPED: _("Dropped"),
        None: _("Still standing"),
    }
    return names[outcome]


def reason_name(language: Language, reason: str) -> str:
    """Why something went up a level; what has no words stands for itself."""
    _ = language.gettext
    names = {
        Reason.NOT_ACCEPTED: _("Not accepted in time"),
        Reason.STILL_NOT_ACCEPTED: _("Still not accepted"),
        Reason.SLIPPED: _("A promise slipped"),
        Reason.LOW_RATING: _("Rated 1 or 2"),
        Reason.COMPLAINT: _("A complaint"),
        Reason.MANAGER: _("The customer asked for the manager"),
    }
    return {str(key): name for key, name in names.items()}.get(reason, reason)


def length_names(language: Language) -> list[str]:
    """Of the columns of `bot.reports.by_length`."""
    _ = language.gettext
    named = [_("≤ {hours} h").format(hours=hours) for hours in WITHIN_HOURS]
    return [*named, _("> {hours} h").format(hours=WITHIN_HOURS[-1])]


def took(language: Language, time: timedelta) -> str:
    """Such as "25 min", "3 h 05 min", "31 h" or "4.5 d"."""
    _ = language.gettext
    minutes = round(time / timedelta(minutes=1))
    if minutes < 60:
        return _("{minutes} min").format(minutes=minutes)
    if time < _MINUTES_SHOWN:
        return _("{hours} h {minutes} min").format(hours=minutes // 60, minutes=f"{minutes % 60:02}")
    if time < _HOURS_SHOWN:
        return _("{hours} h").format(hours=round(minutes / 60))
    return _("{days} d").format(days=f"{time / timedelta(days=1):.1f}")


def period_name(language: Language, period: Period) -> str:
    """Such as "March 2026", "30 March – 5 April 2026" or "2026年3月"."""
    written = partial(_written, language)
    if period.step is Step.MONTH:
        return written(period.first, "MMMM y", "y年M月")
    if period.first == period.last:
        return language.day(period.first)
    whole, short = ("d MMMM y", "y年M月d日"), ("d MMMM", "M月d日")
    same_year = period.first.year == period.last.year
    if language.code == "zh":
        return f"{written(period.first, *whole)} – {written(period.last, *(short if same_year else whole))}"
    return f"{written(period.first, *(short if same_year else whole))} – {written(period.last, *whole)}"


def day_label(language: Language, day: date) -> str:
    """For the axis of a chart."""
    return _written(language, day, "d MMM", "M/d")


def course_chart(language: Language, course: Course) -> Chart:
    _ = language.gettext
    series = [
        Series(_("Opened"), Tone.BLUE, course.opened),
        Series(_("Resolved"), Tone.GREEN, course.resolved),
        Series(_("Moved to the desk"), Tone.AMBER, course.migrated),
    ]
    labels = [day_label(language, day) for day in course.days]
    return Chart(Shape.DAYS, _("The last {days} days").format(days=len(course.days)), labels, series)


def _written(language: Language, day: date, english: str, chinese: str) -> str:
    chosen = (chinese, "zh_Hans_CN") if language.code == "zh" else (english, "en")
    return format_date(day, chosen[0], locale=chosen[1])
