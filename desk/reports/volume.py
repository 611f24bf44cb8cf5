"""The tables of how much came, and from where."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.texts.reports import channel_name, state_of_issues
from bot.tickets import State
from desk.reports.pair import Pair
from desk.reports.report import Report
from desk.reports.tables import Cell, Table, average, count, portion, time, word

CHANNELS = ("private", "group", "business", "desk", "api")


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a report, beside that of the period before."""

    label: str
    now: Cell
    before: Cell


def figures(pair: Pair) -> list[Figure]:
    _ = pair.language.gettext
    lines: tuple[tuple[str, Callable[[Report], Cell]], ...] = (
        (_("Opened"), lambda one: count(one.opened)),
        (_("Resolved"), lambda one: count(one.resolved)),
        (_("Open at the end"), lambda one: count(one.standing)),
        (_("Until the first answer"), lambda one: time(one.answer.work.median)),
        (_("Until resolved"), lambda one: time(one.resolve.work.median)),
        (_("Promises kept"), lambda one: portion(one.promises_kept)),
        (_("Mean rating"), lambda one: average(one.rating)),
        (_("Reopened"), lambda one: portion(one.reopened_share)),
    )
    return [Figure(label, cell(pair.now), cell(pair.before)) for label, cell in lines]


def summary(pair: Pair) -> Table:
    _ = pair.language.gettext
    rows = [[word(one.label), one.now, one.before] for one in figures(pair)]
    return Table("summary", _("At a glance"), (_("Figure"), _("This period"), _("Period before")), rows)


def days(pair: Pair) -> Table:
    _ = pair.language.gettext
    columns = (_("Day"), _("Opened"), _("Resolved"), _("Filed on the desk"), _("Messages in chat"))
    rows = [
        [word(str(day.day)), *map(count, (day.opened, day.resolved, day.by_desk, day.messages))]
        for day in pair.now.days
    ]
    return Table("days", _("Day by day"), columns, rows)


def states(pair: Pair) -> Table:
    _ = pair.language.gettext
    return pair.counted(
        ("states", _("Lights"), _("Light")),
        State,
        pair.now.states,
        pair.before.states,
        lambda key: state_of_issues(pair.language, key),
        _("Of what was opened, as it is by now."),
    )


def categories(pair: Pair) -> Table:
    _ = pair.language.gettext
    named = pair.category_names
    return pair.counted(
        ("categories", _("By category"), _("Category")),
        named,
        pair.now.categories,
        pair.before.categories,
        lambda key: named.get(key, key),
    )


def departments(pair: Pair) -> Table:
    _ = pair.language.gettext
    named = pair.department_names
    return pair.counted(
        ("departments", _("By department"), _("Department")),
        named,
        pair.now.departments,
        pair.before.departments,
        lambda key: named.get(key, key) or _("None"),
    )


def channels(pair: Pair) -> Table:
    _ = pair.language.gettext
    return pair.counted(
        ("channels", _("By channel"), _("Channel")),
        CHANNELS,
        pair.now.channels,
        pair.before.channels,
        lambda key: channel_name(pair.language, key),
    )


def accounts(pair: Pair) -> Table:
    """Whoever asked most first."""
    _ = pair.language.gettext
    return pair.counted(
        ("accounts", _("By account"), _("Account")),
        [name for name, _count in pair.now.companies.most_common()],
        pair.now.companies,
        pair.before.companies,
        lambda key: key or _("Of no account"),
    )
