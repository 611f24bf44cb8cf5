"""`chatferry rehearse`: plays the configured plan, shows how far it is, and writes the report."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from bot.errors import ChatferryError
from bot.languages import Language
from bot.settings import Settings
from sandbox.rehearsal.concerns import concerns
from sandbox.rehearsal.destination import destination
from sandbox.rehearsal.rehearsal import Played, Watch, course_of, run
from sandbox.rehearsal.report import render
from sandbox.rehearsal.scripts import Course
from sandbox.rehearsal.stage import Stage, kept_files
from sandbox.rehearsal.wish import Wish


class RehearsalStopped(ChatferryError):
    """Ctrl-C."""


class BooksDoNotBalance(ChatferryError):
    """A defect of the program: the report says where."""


def rehearse(
    settings: Settings, wish: Wish, report: Path, language: Language, out: Console, *, config: Path | None = None
) -> None:
    """Raises ReportNotWritten (before it plays, too), RehearsalStopped, BooksDoNotBalance."""
    kept = [*kept_files(settings), *([config] if config else [])]
    with destination(report, kept) as write:
        try:
            with _bar(course_of(settings), settings, out) as watch:
                played = run(settings, wish, watch)
        except KeyboardInterrupt:
            raise RehearsalStopped("stopped; there is no report, and nothing else is left of it") from None
        write(report_of(played, settings, wish, language))
    facts = played.facts
    out.print(
        f"{facts.funnel[-1].migrated} of {facts.funnel[-1].known} migrated, {len(facts.holdouts)} holdouts, "
        f"{facts.closed.finished} of {facts.closed.channels} channels closed. Report: {report}",
        markup=False,
    )
    if not facts.balance:
        raise BooksDoNotBalance(f"the rehearsal's books do not balance; {report} says where")


def report_of(played: Played, settings: Settings, wish: Wish, language: Language) -> str:
    """The same for the same settings, wish and language, byte for byte."""
    warned = concerns(
        played.facts,
        played.people,
        played.course,
        calendar=played.calendar,
        zone=settings.company.zone,
        most_a_day=wish.most_a_day,
        code=language.code,
    )
    return render(played.facts, warned, played.course, wish, settings.company, language)


@contextmanager
def _bar(course: Course, settings: Settings, out: Console) -> Iterator[Watch]:
    whole = (course.ends - course.begins).total_seconds()
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=out, transient=True) as progress:
        task = progress.add_task("", total=whole)

        def watch(now: datetime, stage: Stage) -> None:
            day = now.astimezone(settings.company.zone).date()
            done = (now - course.begins).total_seconds()
            said = f"{day}  {stage.journal.said} written, {len(stage.journal.asked)} sent, {stage.journal.pages} pages"
            progress.update(task, completed=done, description=said)

        yield watch
