"""The `broadcast` command: asks, sends or looks on, and tells in the end what came of it."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, tzinfo

import typer
from rich.console import Console
from rich.markup import escape

from bot import estimate
from bot.broadcast import BroadcastState
from bot.clock import SystemClock
from bot.errors import ChatferryError
from bot.settings import Settings
from bot.storage.broadcasts import Broadcast
from broadcasts.bar import Bar, told
from broadcasts.orders import Order, WrongArgument
from broadcasts.terminal import Look, TerminalBroadcast


class NobodyThere(ChatferryError):
    """A broadcast that would reach no chat."""


async def carry_out(order: Order, settings: Settings, out: Console, *, ask: bool) -> bool:
    """Whether it came to its end, or will without this command.

    Raises WrongArgument, NobodyThere, typer.Abort, and what TerminalBroadcast raises.
    """
    clock, zone = SystemClock(), settings.company.zone
    async with TerminalBroadcast(settings, clock) as terminal:
        placed = await terminal.find(order)
        if placed is None:
            if order.due_at is not None and order.due_at <= clock.now():
                raise WrongArgument("--at", "that time has gone by; leave it out to begin now")
            _announce(await terminal.count(order), order, settings, out)
            if ask and not _agreed():
                out.print("Nothing is sent.")
                return False
        elif placed.finished_at is not None:
            return _is_over(placed, out)
        else:
            out.print(f"Broadcast {placed.id} goes on where it stood.")
        placed = await terminal.place(order)
        waits = placed.state is BroadcastState.SCHEDULED and placed.due_at > clock.now()
        if waits and await terminal.is_for_another():
            out.print(f"Broadcast {placed.id} begins at {_moment(placed.due_at, zone)}: the running bot sends it.")
            return True
        with _stopping(terminal), Bar(out, clock.now, zone) as bar:
            look = await terminal.see_through(placed, bar.show)
            bar.show(look)
    _conclude(look, out)
    return look.broadcast.state is BroadcastState.DONE


@contextmanager
def _stopping(terminal: TerminalBroadcast) -> Iterator[None]:
    """Ctrl-C and SIGTERM stop it in good order."""
    loop, signals = asyncio.get_running_loop(), (signal.SIGTERM, signal.SIGINT)
    for number in signals:
        loop.add_signal_handler(number, terminal.stop)
    try:
        yield
    finally:
        for number in signals:
            loop.remove_signal_handler(number)


def _announce(count: int, order: Order, settings: Settings, out: Console) -> None:
    if not count:
        raise NobodyThere(f"--to: {order.to} reaches no chat now; choose another audience")
    paid = settings.telegram.paid_broadcasts
    begins = f"at {_moment(order.due_at, settings.company.zone)}" if order.due_at else "now"
    minutes = estimate.duration(count, paid=paid).total_seconds() / 60
    cost = f" It costs {estimate.cost_in_stars(count):g} Stars at most." if paid else ""
    out.print(f"To {escape(order.to)}, which is {_chats(count)}. Begins {begins}, lasts {_lasting(minutes)}.{cost}")


def _lasting(minutes: float) -> str:
    return f"{minutes:.1f} minutes" if minutes >= 1 else "less than a minute"


def _chats(count: int) -> str:
    return "1 chat" if count == 1 else f"{count:,} chats"


def _agreed() -> bool:
    """Raises typer.Abort at Ctrl-C."""
    # The loop's own handler would cancel a task later, and the question would stay.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return typer.confirm("Send it?")
    finally:
        signal.signal(signal.SIGINT, before)


def _is_over(broadcast: Broadcast, out: Console) -> bool:
    done = broadcast.state is BroadcastState.DONE
    state = "done" if done else broadcast.state
    out.print(f"Broadcast {broadcast.id}, this text to this audience, is {state} already. Nothing is sent.")
    return done


def _conclude(look: Look, out: Console) -> None:
    number, state, books = look.broadcast.id, look.broadcast.state, told(look.books)
    match state:
        case BroadcastState.SCHEDULED:
            out.print(f"Broadcast {number} has not begun. The same command waits on; /broadcasts in chat cancels it.")
        case BroadcastState.PAUSED:
            out.print(f"Broadcast {number} is paused: {books}. The same command goes on.")
        case _:
            out.print(f"Broadcast {number} is {state}: {books}.")
    if state is BroadcastState.DONE and look.books.unconfirmed:
        out.print("/broadcasts in chat lists the unconfirmed, and can repeat just those.")


def _moment(moment: datetime, zone: tzinfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"
