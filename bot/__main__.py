"""The command line: `chatferry`, or `python -m bot`."""

import asyncio
import logging
import signal
import sys
from enum import IntEnum
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.console import Console
from rich.markup import escape

from bot import tokens
from bot.app import App
from bot.check import Finding, check
from bot.clock import SystemClock
from bot.errors import ChatferryError, ConfigurationError
from bot.exports import command as exports
from bot.imports import command as imports
from bot.imports.command import LISTS
from bot.languages import language
from bot.memory import keep_what_stays
from bot.people import Role
from bot.settings import Settings, load
from broadcasts import orders
from broadcasts.command import carry_out
from broadcasts.orders import Order, WrongArgument
from sandbox.demo import Demo
from sandbox.rehearsal import command as rehearsals
from sandbox.rehearsal import temperaments
from sandbox.rehearsal.destination import ReportNotWritten
from sandbox.rehearsal.wish import Wish


class Exit(IntEnum):
    OK = 0
    FAILED = 1
    WRONG = 2
    """Wrong usage or configuration."""


app = typer.Typer(
    help="Carries a company's customers from a legacy chat tool to an issue platform.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
token = typer.Typer(help="Tokens for the API.", no_args_is_help=True)
app.add_typer(token, name="token")
errors = Console(stderr=True, soft_wrap=True, highlight=False)
out = Console(soft_wrap=True, highlight=False)

ConfigPath = Annotated[Path, typer.Option("--config", "-c", help="The configuration file.", show_default=True)]
DEFAULT_CONFIG = Path("config.toml")
AUDIENCE_HELP = (
    "everyone, private, groups, staying (not migrated), migrated, holdouts, language:zh, account:3, "
    "or a .csv file with a chat id in the first column of each line."
)


@app.command()
def run(config: ConfigPath = DEFAULT_CONFIG) -> None:
    """Run the bot and the desk until SIGTERM or Ctrl-C."""
    settings = load(config)
    _log_to_stderr()
    asyncio.run(_run(settings))


async def _run(settings: Settings) -> None:
    program = App(settings)
    try:
        await program.start()
        keep_what_stays()
        out.print(f"Desk: {program.public_url} (listening on {settings.desk.host}:{program.web.port})")
        await _until_stopped(program)
    finally:
        await program.stop()


async def _until_stopped(program: App) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    waiting: asyncio.Future[Any] = asyncio.create_task(stopped.wait())
    ends: list[asyncio.Future[Any]] = [waiting, program.failed]
    await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if program.failed.done():
        program.failed.result()


@app.command(name="check")
def check_(config: ConfigPath = DEFAULT_CONFIG) -> None:
    """Tell line by line what is right and what is wrong, without changing anything."""
    settings = load(config)
    findings = asyncio.run(check(settings))
    for finding in findings:
        out.print(_line(finding))
    if any(not finding.ok for finding in findings):
        raise typer.Exit(Exit.FAILED)


def _line(finding: Finding) -> str:
    mark = "[green]ok   [/]" if finding.ok else "[red]wrong[/]"
    # A group's title is its members' to choose: nothing in it may steer the terminal.
    said = "".join(char if char.isprintable() else "\ufffd" for char in f"{finding.subject}: {finding.said}")
    return f"{mark} {escape(said)}"


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="Where the demo's page listens; 0 takes any free port.")] = 8765,
    browser: Annotated[bool, typer.Option(help="Open the page in the browser where there is one.")] = True,
) -> None:
    """Show everything on this machine: no token, no internet."""
    _log_to_stderr(logging.WARNING)
    asyncio.run(Demo(port=port, browser=browser).run())


@app.command()
def broadcast(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The text, with Telegram's HTML; - reads stdin.")],
    to: Annotated[str, typer.Option("--to", metavar="AUDIENCE", help=AUDIENCE_HELP)],
    at: Annotated[
        str | None,
        typer.Option("--at", metavar="TIME", help="When, such as 2027-03-15T09:00, in the company's time zone."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Begin without asking.")] = False,
    config: ConfigPath = DEFAULT_CONFIG,
) -> None:
    """Write to many, with a bar that shows how it goes.

    A bot that runs does the sending; without one this command does. Ctrl-C pauses; the same command goes on.
    """
    settings = load(config)
    _log_to_stderr(logging.ERROR)
    order = _read_order(file, to, at, settings)
    if not yes and (file == "-" or not sys.stdin.isatty()):
        raise WrongArgument("--yes", "there is nobody to ask whether to begin; add it")
    if not asyncio.run(carry_out(order, settings, out, ask=not yes)):
        raise typer.Exit(Exit.FAILED)


def _read_order(file: str, to: str, at: str | None, settings: Settings) -> Order:
    try:
        raw = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return orders.read(raw, to, at, settings.company.zone)
    except OSError as error:
        said = f"{file} cannot be read ({error.strerror}); name a file that exists and that this user may read"
        raise WrongArgument("FILE", said) from None


@app.command()
def export(
    path: Annotated[
        Path,
        typer.Argument(metavar="PLACE", help="A folder to make, or a file that ends in .zip; nothing is there yet."),
    ],
    config: ConfigPath = DEFAULT_CONFIG,
) -> None:
    """Write everything that is kept to open formats: JSON lines, CSV, and the attachments. The bot may run."""
    _log_to_stderr(logging.ERROR)
    asyncio.run(exports.export(path, load(config), SystemClock(), out))


@app.command(name="import")
def import_(
    path: Annotated[
        Path, typer.Argument(metavar="FILE", exists=True, help="An export, or a CSV file of customers and companies.")
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="CSV: tell what would come of it, and write nothing.")
    ] = False,
    skip_bad: Annotated[bool, typer.Option("--skip-bad", help="CSV: take the good lines, leave the bad ones.")] = False,
    config: ConfigPath = DEFAULT_CONFIG,
) -> None:
    """Restore an export into an empty database, or take in customers and companies from CSV."""
    settings = load(config)
    _log_to_stderr(logging.ERROR)
    if path.suffix.lower() in LISTS:
        if not asyncio.run(imports.bring_in(path, settings, SystemClock(), out, skip_bad=skip_bad, dry_run=dry_run)):
            raise typer.Exit(Exit.FAILED)
    elif dry_run or skip_bad:
        raise WrongArgument("--dry-run" if dry_run else "--skip-bad", "is for CSV files alone; leave it out")
    else:
        asyncio.run(exports.restore(path, settings, out))


@app.command()
def rehearse(
    report: Annotated[Path, typer.Option(help="The HTML file to write.")] = Path("report.html"),
    customers: Annotated[int, typer.Option(min=1, max=20_000, help="Simulated customers.")] = 500,
    groups: Annotated[int, typer.Option(min=0, max=5_000, help="Groups that some of them are in.")] = 40,
    seed: Annotated[int, typer.Option(min=0, help="The same seed makes the same report.")] = 7,
    temperament: Annotated[
        str, typer.Option("--temperaments", help="Proportions such as eager=20,average=40; the others are then 0.")
    ] = "",
    tickets_a_day: Annotated[int, typer.Option(min=1, help="What one of staff can take in a day.")] = 40,
    most_a_day: Annotated[int, typer.Option(min=1, help="More messages to a customer in a day are too many.")] = 6,
    rights_missing: Annotated[int, typer.Option(min=0, help="Groups where the bot is no administrator.")] = 2,
    spoken: Annotated[
        Literal["zh", "en"] | None, typer.Option("--language", help="The report's. Default: the company's.")
    ] = None,
    config: ConfigPath = DEFAULT_CONFIG,
) -> None:
    """Play the whole transition in virtual time with simulated customers, and write a report on the plan.

    It is the real program, with a Telegram and a database of its own: nobody is written to, nothing is changed.
    """
    settings = load(config)
    _log_to_stderr(logging.CRITICAL)
    try:
        proportions = temperaments.read(temperament) if temperament else temperaments.USUAL
    except temperaments.UnknownProportions as error:
        raise WrongArgument("--temperaments", str(error)) from None
    wish = Wish(customers, groups, seed, proportions, rights_missing, tickets_a_day, most_a_day)
    try:
        spoken_in = language(spoken or settings.company.language)
        rehearsals.rehearse(settings, wish, report, spoken_in, out, config=config)
    except ReportNotWritten as error:
        raise WrongArgument("--report", str(error)) from None


@token.command()
def create(
    role: Annotated[Literal["staff", "admin"], typer.Option(help="What the token may do.")],
    name: Annotated[str, typer.Option(help="What it is for, such as the name of the program that uses it.")],
    config: ConfigPath = DEFAULT_CONFIG,
) -> None:
    """Make a bearer token for the API. It is shown once, alone on the last line."""
    if not name.strip():
        raise typer.BadParameter("say what the token is for", param_hint="--name")
    now, by = SystemClock().now(), tokens.operator()
    secret = asyncio.run(tokens.create(load(config), name.strip(), Role(role), by, now))
    out.print(f"Token {escape(name.strip())} ({role}). Keep it: it is not shown again.")
    sys.stdout.write(f"{secret}\n")


@token.command(name="list")
def list_(config: ConfigPath = DEFAULT_CONFIG) -> None:
    """All tokens, a line for each: id, role, when it was made, name; those that were revoked say so."""
    for one in asyncio.run(tokens.every(load(config))):
        out.print(escape(tokens.line_of(one)))


@token.command()
def revoke(
    which: Annotated[str, typer.Argument(metavar="TOKEN", help="Its id as `list` shows it, or its name.")],
    config: ConfigPath = DEFAULT_CONFIG,
) -> None:
    """Make a token worthless, at once."""
    revoked = asyncio.run(tokens.revoke(load(config), which.strip(), tokens.operator(), SystemClock().now()))
    out.print(escape(f"Revoked: {tokens.line_of(revoked)}"))


def _log_to_stderr(level: int = logging.INFO) -> None:
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    for noisy in ("aiogram", "apscheduler", "httpx", "alembic", "uvicorn", "asyncio"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def main() -> None:
    """Every expected error is one line on stderr, and an exit code."""
    try:
        sys.exit(app(standalone_mode=False))
    except typer.TyperException as error:
        _say_wrong_usage(error)
        sys.exit(Exit.WRONG)
    except WrongArgument as error:
        errors.print(f"[red]error:[/] {escape(f'{error.argument}: {error}')}")
        sys.exit(Exit.WRONG)
    except typer.Abort:
        sys.exit(Exit.FAILED)
    except ConfigurationError as error:
        for line in error.lines:
            errors.print(f"[red]error:[/] {escape(line)}")
        sys.exit(Exit.WRONG)
    except ChatferryError as error:
        errors.print(f"[red]error:[/] {escape(str(error))}")
        sys.exit(Exit.FAILED)


def _say_wrong_usage(error: typer.TyperException) -> None:
    said = " ".join(error.format_message().split())
    # Without a command the help has been shown already, and there is nothing to add.
    if said:
        context = getattr(error, "ctx", None)
        where = context.command_path if context else "chatferry"
        errors.print(f"[red]error:[/] {escape(said.rstrip('.'))}; see {where} --help")


if __name__ == "__main__":
    main()
