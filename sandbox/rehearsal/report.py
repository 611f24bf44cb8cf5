"""The report: one HTML file with the pictures inside, for whoever decides about the plan."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.languages import Language
from bot.sections import Company
from sandbox.rehearsal import wording
from sandbox.rehearsal.concerns import Warned
from sandbox.rehearsal.facts import Facts, share_of
from sandbox.rehearsal.pictures import Chart, draw
from sandbox.rehearsal.scripts import Course
from sandbox.rehearsal.wish import Wish

TEMPLATES = Path(__file__).with_name("templates")
MOST_HOLDOUTS = 40
"""So many are named."""


def render(
    facts: Facts, warned: Sequence[Warned], course: Course, wish: Wish, company: Company, language: Language
) -> str:
    """Raises NotDrawn."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        language.gettext, language.ngettext, newstyle=True
    )
    environment.filters |= {
        "number": lambda count: f"{count:,}",
        "day": lambda day: f"{day:%Y-%m-%d}",
        "lasting": wording.lasting(language),
        "moment": lambda moment: language.moment(moment, company.zone),
    }
    drawn = draw(charts(facts, course, company.zone, language))
    return environment.get_template(
        "report.html"
    ).render(
        facts=facts,
        warnings=[wording.warning(language, one) for one in warned],
        course=course,
        wish=wish,
        company=company,
        language=language,
        days_of_window=(course.deadline - course.launch).days,
        pictures={name: Markup(svg) for name, svg in drawn.items()},  # noqa: S704 - drawn by ourselves
        purposes=wording.purposes(language),
        temperaments=wording.temperaments(language),
        reaches=wording.reaches(language),
        failed=lambda said: wording.failure(language, said),
        many=lambda share: int(share_of([count for count, days in facts.a_day.items() for _ in range(days)], share)),
        accepted_in=lambda share: timedelta(seconds=share_of([one.total_seconds() for one in facts.to_accept], share)),
        holdouts=facts.holdouts[:MOST_HOLDOUTS],
    )


def charts(facts: Facts, course: Course, zone: ZoneInfo, language: Language) -> dict[str, Chart]:
    _ = language.gettext
    days = facts.days
    marks = [
        [days.index(moment.astimezone(zone).date()), name]
        for moment, name in ((course.launch, _("launch")), (course.deadline, _("deadline")))
    ]

    def chart(kind: str, series: Sequence[tuple[str, Sequence[int]]], **more: Any) -> Chart:
        labels = [f"{day:%m-%d}" for day in days]
        return {"kind": kind, "labels": labels, "series": series, "marks": marks, **more}

    named = wording.purposes(language)
    found = sorted({purpose for _day, purpose in facts.sends})
    sends = [(named.get(one, one), [facts.sends[day, one] for day in days]) for one in found]
    tickets, funnel = facts.tickets, facts.funnel
    return {
        "sends": chart("bars", sends),
        "tickets": chart(
            "bars",
            [
                (_("opened in chat"), [one.in_chat for one in tickets]),
                (_("filed on the desk"), [one.on_desk for one in tickets]),
            ],
        ),
        "load": chart(
            "lines",
            [
                (_("accepted"), [one.accepted for one in tickets]),
                (_("resolved"), [one.resolved for one in tickets]),
                (_("waiting in the evening"), [one.waiting for one in tickets]),
            ],
            level=[facts.capacity, _("room in a day")],
        ),
        "funnel": chart(
            "lines",
            [
                (_("known"), [one.known for one in funnel]),
                (_("reached"), [one.reached for one in funnel]),
                (_("opened the link"), [one.opened for one in funnel]),
                (_("filed an issue there"), [one.filed for one in funnel]),
                (_("migrated"), [one.migrated for one in funnel]),
            ],
        ),
    }
