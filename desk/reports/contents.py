"""What stands in a report, in its order: tables by the key that names them in addresses."""

from collections.abc import Callable, Mapping

from desk.reports import quality, volume, work
from desk.reports.pair import Pair
from desk.reports.tables import Table

TABLES: Mapping[str, Callable[[Pair], Table]] = {
    "summary": volume.summary,
    "days": volume.days,
    "states": volume.states,
    "categories": volume.categories,
    "departments": volume.departments,
    "channels": volume.channels,
    "accounts": volume.accounts,
    "times": quality.times,
    "lengths": quality.lengths,
    "promises": quality.promises,
    "ratings": quality.ratings,
    "first-asked": quality.first_asked,
    "escalations": quality.escalations,
    "causes": work.causes,
    "ways": work.ways,
    "people": work.people,
    "effort": work.effort,
}
