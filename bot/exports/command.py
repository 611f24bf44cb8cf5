"""The commands `export` and `import` of an export: a bar that moves, and what came of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from bot.clock import Clock
from bot.exports import reader, writer
from bot.exports.manifest import Manifest
from bot.settings import Settings
from bot.shelf import Shelf
from bot.storage.database import Database


async def export(path: Path, settings: Settings, clock: Clock, out: Console) -> None:
    """Raises what `writer.write` raises."""
    database = Database(settings.storage.url.get_secret_value())
    try:
        with _bars(out) as told:
            made = await writer.write(database, Shelf(settings.storage.files), path, clock.now(), told)
    finally:
        await database.close()
    out.print(f"{escape(str(path))} holds {_counted(made)}.")
    for name in made.missing_files:
        out.print(f"Attachment {name} is not in the folder for attachments, and so not in the export.")
    out.print("It holds what customers wrote: keep it as safe as the database.")


async def restore(path: Path, settings: Settings, out: Console) -> None:
    """Raises what `reader.restore` raises."""
    database = Database(settings.storage.url.get_secret_value())
    try:
        with _bars(out) as told:
            made = await reader.restore(database, Shelf(settings.storage.files), path, told)
    finally:
        await database.close()
    out.print(f"Restored {_counted(made)}, as of {made.made_at:%Y-%m-%d %H:%M} UTC.")
    for table, instead in made.left_out.items():
        out.print(escape(f"Not in an export: {table}, {instead}."))


def _counted(made: Manifest) -> str:
    return f"{sum(made.rows.values()):,} rows of {len(made.rows)} tables and {made.files:,} attachments"


@contextmanager
def _bars(out: Console) -> Iterator[writer.Progress]:
    """One bar for each thing that is under way; without a terminal nothing is shown before the end."""
    bars = Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), console=out, transient=True)
    known: dict[str, TaskID] = {}

    def told(what: str, done: int, total: int) -> None:
        if what not in known:
            for bar in known.values():
                bars.update(bar, visible=False)
            known[what] = bars.add_task(what, total=total)
        bars.update(known[what], completed=done)

    with bars if out.is_terminal else _nothing():
        yield told


@contextmanager
def _nothing() -> Iterator[None]:
    yield
