"""The dispatcher with every router in order: the first that fits handles an update."""

from typing import Any

from aiogram import Dispatcher
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.fsm.storage.base import BaseEventIsolation, BaseStorage
from aiogram.fsm.storage.memory import DisabledEventIsolation

from handlers import (
    broadcast,
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
    questions,
    queue,
    refusals,
    start,
    tickets,
    transition,
)
from handlers.speaker import Speaker
from handlers.whereabouts import Whereabouts


def make_dispatcher(storage: BaseStorage, **parts: Any) -> Dispatcher:
    """``parts``: what handlers ask for by name."""
    # The inbox keeps order within a chat already.
    isolation: BaseEventIsolation = DisabledEventIsolation()
    dispatcher = Dispatcher(storage=storage, events_isolation=isolation, **parts)
    dispatcher.update.outer_middleware(Speaker())
    dispatcher.update.outer_middleware(Whereabouts())
    # Not by include_router: that ties the routers, which are modules' own, to the first dispatcher for good.
    dispatcher.sub_routers += [
        refusals.router,
        channels.router,
        start.router,
        tickets.router,
        language.router,
        queue.router,
        transition.router,
        progress.router,
        broadcast.router,
        privacy.router,
        callback.router,
        cards.router,
        questions.router,
        edits.router,
        presses.router,
        messages.router,
        business.router,
    ]
    return dispatcher


def outcome_of(result: object) -> str:
    """What became of an update, in a word, from what its handler returned."""
    return result if isinstance(result, str) else "ignored: nothing to do" if result is UNHANDLED else "done"
