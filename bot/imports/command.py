"""The command `import` of a list of people: what came of it, line by line where something is wrong."""

import asyncio
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from bot.clock import Clock
from bot.errors import ChatferryError
from bot.imports.faults import NoList
from bot.imports.filing import bring_in as file_all
from bot.languages import language
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.migrate import migrate
from bot.texts import imports as texts

LISTS = frozenset({".csv", ".tsv", ".txt"})
"""How the names of such files end."""
ENGLISH = language("en")
MOST_FAULTS = 100
"""More of them are no news."""


class ListTrouble(ChatferryError):
    """A list that cannot be read; the text names it, and the mend."""


async def bring_in(
    path: Path, settings: Settings, clock: Clock, out: Console, *, skip_bad: bool, dry_run: bool
) -> bool:
    """Whether everything that was asked for is done. Raises ListTrouble and StorageUnavailable."""
    try:
        raw = await asyncio.to_thread(path.read_bytes)
    except OSError as error:
        raise ListTrouble(f"{path} cannot be read ({error.strerror}); let this user read it") from None
    database = Database(settings.storage.url.get_secret_value())
    try:
        await migrate(database)
        report = await file_all(database, raw, clock.now(), skip_bad=skip_bad, dry_run=dry_run)
    except NoList as error:
        raise ListTrouble(f"{path}: {texts.no_list(ENGLISH, error)}") from None
    finally:
        await database.close()
    for fault in report.faults[:MOST_FAULTS]:
        out.print(escape(texts.import_fault(ENGLISH, fault)))
    if len(report.faults) > MOST_FAULTS:
        out.print(f"… and {len(report.faults) - MOST_FAULTS:,} more faults.")
    if report.unknown:
        out.print(escape(texts.headings_left_out(ENGLISH, report)))
    out.print(texts.import_counts(ENGLISH, report))
    if dry_run:
        out.print("Nothing is written: this was a dry run.")
    elif not report.kept:
        out.print("Nothing is written: mend the lines above, or add --skip-bad to take the others.")
    return report.kept or dry_run
