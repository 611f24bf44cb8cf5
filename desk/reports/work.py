"""The tables of why it came, how it was solved, who did it and what it cost."""

from bot.casework.promises import Outcome
from bot.texts.reports import cause_name, way_name
from bot.tickets import Cause, Way
from desk.reports.pair import Pair
from desk.reports.report import mean
from desk.reports.tables import Table, average, count, money, word

CAUSES: tuple[str | None, ...] = (*Cause, None)
WAYS: tuple[str | None, ...] = (*Way, None)


def causes(pair: Pair) -> Table:
    """By category."""
    _ = pair.language.gettext
    named, now, before = pair.category_names, pair.now.causes, pair.before.causes
    categories = [*named, *sorted({key for key, _cause in now} - set(named))]
    found = [*CAUSES, *sorted({cause for _key, cause in now if cause} - {*CAUSES})]
    rows = [
        [
            word(cause_name(pair.language, cause)),
            *(count(now[category, cause]) for category in categories),
            count(sum(number for (_key, one), number in now.items() if one == cause)),
            count(sum(number for (_key, one), number in before.items() if one == cause)),
        ]
        for cause in found
    ]
    columns = (_("Cause"), *(named.get(key, key) for key in categories), _("Together"), _("Period before"))
    return Table("causes", _("Causes"), columns, rows, _("Of what was resolved."))


def ways(pair: Pair) -> Table:
    _ = pair.language.gettext
    return pair.counted(
        ("ways", _("Ways of solving"), _("Way")),
        WAYS,
        pair.now.ways,
        pair.before.ways,
        lambda key: way_name(pair.language, key),
        _("Of what was resolved."),
    )


def people(pair: Pair) -> Table:
    _ = pair.language.gettext
    columns = (
        *(_("Person"), _("Asked first"), _("Resolved"), _("Promises kept"), _("Promises slipped")),
        *(_("Answers"), _("Ratings"), _("Mean rating"), _("Minutes")),
    )
    rows = [
        [
            word(one.name),
            *map(count, (one.accepted, one.resolved)),
            *(count(one.promises[outcome]) for outcome in (Outcome.KEPT, Outcome.SLIPPED)),
            *map(count, (one.answers, one.ratings.total())),
            average(mean(one.ratings)),
            count(one.effort.minutes),
        ]
        for one in pair.now.people
    ]
    return Table("people", _("Staff"), columns, rows)


def effort(pair: Pair) -> Table:
    _ = pair.language.gettext
    now, before = pair.now.effort, pair.before.effort
    rows = [
        [word(_("Minutes of work")), count(now.minutes), count(before.minutes)],
        [word(_("Gestures of goodwill")), count(now.gestures), count(before.gestures)],
        [word(_("Cost of goodwill")), money(now.cents), money(before.cents)],
    ]
    return Table("effort", _("Effort and cost"), (_("What"), _("This period"), _("Period before")), rows)
