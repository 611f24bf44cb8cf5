"""The charts of a report, each for the table whose numbers it shows."""

from collections.abc import Mapping, Sequence

from bot.casework.promises import Outcome
from bot.charts import Chart, Series, Shape, Tone
from bot.texts.reports import channel_name, day_label, length_names, outcome_name, state_of_issues
from bot.tickets import State
from desk.reports.pair import Pair
from desk.reports.report import Day
from desk.reports.volume import CHANNELS

MOST_COLUMNS = 62
"""More days than these are drawn by weeks."""
MOST_BARS = 12
LIGHTS = {State.RECEIVED: Tone.GREY, State.ACCEPTED: Tone.BLUE, State.RESOLVED: Tone.GREEN}
OUTCOMES = {Outcome.KEPT: Tone.GREEN, Outcome.MOVED: Tone.BLUE, Outcome.SLIPPED: Tone.RED, None: Tone.GREY}


def pictures(pair: Pair) -> dict[str, Chart]:
    """By the tables' keys; none of what there is nothing to see of."""
    _ = pair.language.gettext
    now = pair.now
    found: dict[str, Chart] = {}
    if any(day.opened or day.resolved or day.messages for day in now.days):
        found["days"] = _course(pair)
    if now.opened:
        shares = [
            Series(state_of_issues(pair.language, state), tone, [now.states[state]]) for state, tone in LIGHTS.items()
        ]
        found["states"] = Chart(Shape.SHARES, _("Lights"), [""], shares)
        named = pair.category_names
        found["categories"] = _bars(
            _("By category"), {named.get(key, key): now.categories[key] for key in now.categories}
        )
        channels = {channel_name(pair.language, key): now.channels[key] for key in CHANNELS if now.channels[key]}
        found["channels"] = _bars(_("By channel"), channels)
    if now.promises:
        shares = [
            Series(outcome_name(pair.language, outcome), tone, [now.promises[outcome]])
            for outcome, tone in OUTCOMES.items()
        ]
        found["promises"] = Chart(Shape.SHARES, _("Promises"), [""], shares)
    if now.resolved:
        labels = length_names(pair.language)
        found["lengths"] = Chart(Shape.COLUMNS, _("Time to resolve"), labels, [Series("", Tone.BLUE, now.lengths)])
    if now.ratings:
        stars = [Series("", Tone.AMBER, [now.ratings[count] for count in range(1, 6)])]
        found["ratings"] = Chart(Shape.COLUMNS, _("Ratings"), [f"{count} ★" for count in range(1, 6)], stars)
    return found


def _course(pair: Pair) -> Chart:
    _ = pair.language.gettext
    days: Sequence[Day] = pair.now.days
    size = 1 if len(days) <= MOST_COLUMNS else 7
    parts = [days[at : at + size] for at in range(0, len(days), size)]
    series = [
        Series(_("Opened"), Tone.BLUE, [sum(day.opened for day in part) for part in parts]),
        Series(_("Resolved"), Tone.GREEN, [sum(day.resolved for day in part) for part in parts]),
    ]
    if any(day.messages is not None for day in days):
        written = [[day.messages for day in part if day.messages is not None] for part in parts]
        series.append(Series(_("Messages in chat"), Tone.AMBER, [sum(each) if each else None for each in written]))
    labels = [day_label(pair.language, part[0].day) for part in parts]
    return Chart(Shape.DAYS, _("Day by day") if size == 1 else _("Week by week"), labels, series)


def _bars(title: str, counts: Mapping[str, int]) -> Chart:
    """The longest first, and no more than there is room for."""
    most = sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:MOST_BARS]
    return Chart(
        Shape.BARS, title, [name for name, _count in most], [Series("", Tone.BLUE, [count for _name, count in most])]
    )
