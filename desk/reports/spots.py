"""Weak spots and improvements as tables, for files."""

from collections.abc import Sequence
from datetime import tzinfo

from bot.categories import Category, Names
from bot.languages import Language
from bot.reports import share
from bot.storage.improvements import Improvement
from bot.storage.reports.weaknesses import Spot
from bot.texts.reports import cause_name
from desk.reports.tables import Table, count, portion, word


def spots_table(language: Language, spots: Sequence[Spot], categories: Sequence[Category]) -> Table:
    _ = language.gettext
    named, total = Names(categories, language.code), sum(spot.count for spot in spots)
    rows = [
        [
            word(cause_name(language, spot.cause)),
            word(named.get(spot.category, spot.category)),
            count(spot.count),
            portion(share(spot.count, total)),
            word(", ".join(f"#{number}" for number, _title in spot.issues)),
        ]
        for spot in spots
    ]
    columns = (_("Cause"), _("Category"), _("How many"), _("Share"), _("Newest issues"))
    return Table("weak-spots", _("Weak spots"), columns, rows)


def improvements_table(
    language: Language, improvements: Sequence[Improvement], categories: Sequence[Category], zone: tzinfo
) -> Table:
    _ = language.gettext
    named = Names(categories, language.code)
    rows = [
        [
            word(one.title),
            word(cause_name(language, one.cause)),
            word(named.get(one.category, one.category) if one.category else ""),
            word(one.owner_name),
            word(str(one.due_on or "")),
            word(str(one.done_at.astimezone(zone).date()) if one.done_at else ""),
            word(one.result),
            word(", ".join(f"#{number}" for number in one.tickets)),
        ]
        for one in improvements
    ]
    columns = (
        *(_("Improvement"), _("Cause"), _("Category"), _("Owner"), _("Due"), _("Done")),
        *(_("Result"), _("Issues")),
    )
    return Table("improvements", _("Improvements"), columns, rows)
