"""The dispatcher with every router in order: the first that fits handles an update."""

from typing import Any

from aiogram import Dispatcher, Router
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.fsm.storage.base import BaseEventIsolation, BaseStorage
from aiogram.fsm.storage.memory import DisabledEventIsolation
from aiogram.types import Message

from handlers import (
    business,
    callback,
    cards,
    channels,
    edits,
    language,
    messages,
    presses,
    privacy,
    progress,
    proposals,
    questions,
    queue,
    rating,
    refusals,
    staffcards,
    start,
    steering,
    tickets,
    transition,
)
from handlers.broadcast import router as broadcast
from handlers.broadcast import stale
from handlers.speaker import Speaker
from handlers.whereabouts import Whereabouts


def make_dispatcher(storage: BaseStorage, **parts: Any) -> Dispatcher:
    """``parts``: what handlers ask for by name."""
    # The inbox keeps order within a chat already.
    isolation: BaseEventIsolation = DisabledEventIsolation()
    dispatcher = Dispatcher(storage=storage, events_isolation=isolation, **parts)
    dispatcher.update.outer_middleware(Speaker())
    dispatcher.update.outer_middleware(Whereabouts())
    # Only what looks like a command asks each of these routers; what is pressed asks them all.
    commands = Router(name="commands")
    commands.message.filter(_looks_like_command)
    # Not by include_router: that ties the routers, which are modules' own, to the first dispatcher for good.
    commands.sub_routers += [
        start.router,
        tickets.router,
        language.router,
        queue.router,
        transition.router,
        steering.router,
        progress.router,
        privacy.router,
    ]
    # What most updates are, messages, ask as few routers as can be before theirs.
    dispatcher.sub_routers += [
        channels.router,
        commands,
        broadcast.router,
        callback.router,
        messages.router,
        cards.router,
        rating.router,
        questions.router,
        staffcards.router,
        proposals.router,
        edits.router,
        presses.router,
        business.router,
        stale.router,
        refusals.router,
    ]
    return dispatcher


def _looks_like_command(message: Message) -> bool:
    """As aiogram's Command reads it: blanks before the slash do not count."""
    return (message.text or message.caption or "").lstrip().startswith("/")


def outcome_of(result: object) -> str:
    """What became of an update, in a word, from what its handler returned."""
    return result if isinstance(result, str) else "ignored: nothing to do" if result is UNHANDLED else "done"
