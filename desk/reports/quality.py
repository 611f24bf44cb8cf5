"""The tables of how long it took and how well it went."""

from bot.casework.promises import Outcome
from bot.office.members import Level
from bot.reports import share
from bot.storage.reports.resolutions import Kept
from bot.texts.reports import length_names, outcome_name, reason_name
from bot.texts.staff import level_name
from bot.tickets import STARS
from desk.reports.pair import Pair
from desk.reports.tables import Table, count, portion, time, word

OUTCOMES: tuple[Outcome | None, ...] = (Outcome.KEPT, Outcome.MOVED, Outcome.SLIPPED, None)


def times(pair: Pair) -> Table:
    _ = pair.language.gettext
    lines = (
        (_("Until accepted"), pair.now.accept, pair.before.accept),
        (_("Until the first answer"), pair.now.answer, pair.before.answer),
        (_("Until resolved"), pair.now.resolve, pair.before.resolve),
    )
    columns = (
        *(_("Time"), _("How many"), _("Median"), _("9 of 10 within")),
        *(_("Median by the clock"), _("9 of 10 by the clock"), _("Median before")),
    )
    rows = [
        [
            *(word(label), count(now.work.count), time(now.work.median), time(now.work.ninety)),
            *(time(now.clock.median), time(now.clock.ninety), time(before.work.median)),
        ]
        for label, now, before in lines
    ]
    hint = _("In working hours unless it says by the clock. Accepted and answered: of what was opened in this time.")
    return Table("times", _("How long it took"), columns, rows, hint)


def lengths(pair: Pair) -> Table:
    _ = pair.language.gettext
    total = sum(pair.now.lengths)
    rows = [
        [word(name), count(number), portion(share(number, total)), count(before)]
        for name, number, before in zip(length_names(pair.language), pair.now.lengths, pair.before.lengths, strict=True)
    ]
    columns = (_("Working hours"), _("How many"), _("Share"), _("Period before"))
    return Table("lengths", _("Time to resolve"), columns, rows, _("Working hours from opening to resolving."))


def promises(pair: Pair) -> Table:
    _ = pair.language.gettext
    return pair.counted(
        ("promises", _("Promises"), _("Outcome")),
        OUTCOMES,
        pair.now.promises,
        pair.before.promises,
        lambda key: outcome_name(pair.language, key),
        _("Promised times that lie in this period."),
    )


def ratings(pair: Pair) -> Table:
    _ = pair.language.gettext
    return pair.counted(
        ("ratings", _("Ratings"), _("Stars")),
        reversed(STARS),
        pair.now.ratings,
        pair.before.ratings,
        lambda stars: "★" * stars,
    )


def first_asked(pair: Pair) -> Table:
    _ = pair.language.gettext
    names = {
        Kept.FIRST: _("Seen through by who was asked first"),
        Kept.DISPATCHED: _("By the same, in another department"),
        Kept.TRANSFERRED: _("Handed to somebody else"),
        Kept.NOBODY: _("Closed by the customer before anybody had it"),
    }
    title = ("first-asked", _("First asked, still responsible"), _("Resolved"))
    return pair.counted(title, Kept, pair.now.kept, pair.before.kept, names.__getitem__)


def escalations(pair: Pair) -> Table:
    _ = pair.language.gettext
    rows = [
        [
            word(reason_name(pair.language, reason)),
            word(level_name(pair.language, Level(level))),
            count(pair.now.escalations[reason, level]),
            count(pair.before.escalations[reason, level]),
        ]
        for reason, level in sorted(pair.now.escalations + pair.before.escalations)
    ]
    return Table("escalations", _("Escalations"), (_("Reason"), _("Told"), _("How many"), _("Period before")), rows)
