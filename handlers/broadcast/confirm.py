"""The last step: what goes out to whom and when, with a preview above; here it is changed, sent, or kept."""

from datetime import datetime
from typing import Any

from aiogram.fsm.state import State
from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager, Window
from aiogram_dialog.widgets.kbd import Button, Group
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import estimate, texts
from bot.bell import Bell
from bot.broadcast import BroadcastState
from bot.clock import Clock
from bot.languages import Language
from bot.people import Action, People
from bot.sections import Company
from bot.storage import accounts, audiences, broadcasts, duplicates
from bot.storage.audiences import Kind
from bot.storage.broadcasts import Broadcast
from bot.storage.database import Database
from handlers.broadcast import draft
from handlers.broadcast.leaving import ONLY_BUTTONS, WAYS_OUT, leave
from handlers.broadcast.steps import Asked, Compose, Said, object_to


async def summary(
    dialog_manager: DialogManager,
    language: Language,
    database: Database,
    people: People,
    company: Company,
    paid: bool,
    **_: Any,
) -> dict[str, Any]:
    async with database.reading() as tx:
        begun = await broadcasts.get(tx, dialog_manager.dialog_data[draft.ID])
        count = await audiences.count(tx, begun.audience, people.everyone, begun.id)
        audience = await audience_in_words(tx, begun, language)
    return {
        "audience": audience,
        "count": count,
        "moments": draft.moments_of(dialog_manager),
        "zone": company.zone,
        "lasts": estimate.duration(count, paid=paid),
        "stars": estimate.cost_in_stars(count) if paid else None,
        "is_draft": begun.state is BroadcastState.DRAFT,
        "may_have_buttons": not begun.content.is_album,
    }


async def audience_in_words(tx: AsyncConnection, broadcast: Broadcast, language: Language) -> str:
    audience = broadcast.audience
    account = await accounts.name_of(tx, int(audience.value)) if audience.kind is Kind.ACCOUNT else None
    return texts.audience_name(language, audience, account)


async def send(press: CallbackQuery, _: Button, manager: DialogManager) -> None:
    """Raises NotAllowed, NotInThisState."""
    data = manager.middleware_data
    people: People = data["people"]
    people.require(press.from_user.id, Action.BROADCAST)
    language: Language = data["language"]
    company: Company = data["company"]
    now, moments = _now(manager), draft.moments_of(manager)
    if moments and moments[0] <= now:
        object_to(manager, texts.broadcast_time_passed(language))
        await manager.switch_to(Compose.time)
        return
    database: Database = data["database"]
    async with database.transaction() as tx:
        numbers = await _schedule(tx, manager, moments or [now], press.from_user.id, now)
    agenda: Bell = data["agenda"]
    agenda.ring()
    await leave(press, manager, texts.broadcast_scheduled(language, numbers, moments, company.zone))


async def _schedule(
    tx: AsyncConnection, manager: DialogManager, moments: list[datetime], user_id: int, now: datetime
) -> list[int]:
    """Each day is a broadcast of its own; the first is the draft itself."""
    broadcast_id: int = manager.dialog_data[draft.ID]
    await broadcasts.schedule(tx, broadcast_id, moments[0])
    dialog = manager.current_context().id
    return [broadcast_id] + [
        await duplicates.duplicate(
            tx,
            broadcast_id,
            state=BroadcastState.SCHEDULED,
            due_at=moment,
            created_by=user_id,
            origin=f"dialog/{dialog}/{moment:%Y%m%dT%H%M}",
            now=now,
        )
        for moment in moments[1:]
    ]


async def keep(press: CallbackQuery, _: Button, manager: DialogManager) -> None:
    """Raises NotInThisState."""
    database: Database = manager.middleware_data["database"]
    broadcast_id: int = manager.dialog_data[draft.ID]
    moments = draft.moments_of(manager)
    async with database.transaction() as tx:
        await broadcasts.edit(tx, broadcast_id, due_at=moments[0] if moments else None)
    await leave(press, manager, texts.broadcast_kept(manager.middleware_data["language"], broadcast_id))


async def show_again(_: CallbackQuery, __: Button, manager: DialogManager) -> None:
    await draft.arrive(manager)


def _now(manager: DialogManager) -> datetime:
    clock: Clock = manager.middleware_data["clock"]
    return clock.now()


def _change(label: Said, step: State, when: str | None = None) -> Button:
    async def change(_: CallbackQuery, __: Button, manager: DialogManager) -> None:
        await manager.switch_to(step)

    name = (step.state or "").rpartition(":")[2]
    return Button(label, id=f"change_{name}", on_click=change, when=when)


def _summary(language: Language, data: Any) -> str:
    names = ("audience", "count", "moments", "zone", "lasts", "stars")
    return texts.confirm_broadcast(language, **{name: data[name] for name in names})


CONFIRM = Window(
    Asked(_summary),
    ONLY_BUTTONS,
    Button(Said(lambda language, _: language.gettext("Send")), id="send", on_click=send),
    Group(
        _change(Said(lambda language, _: language.gettext("Change the message")), Compose.content),
        _change(Said(lambda language, _: language.gettext("Change buttons")), Compose.buttons, "may_have_buttons"),
        _change(Said(lambda language, _: language.gettext("Change audience")), Compose.audience),
        _change(Said(lambda language, _: language.gettext("Change time")), Compose.time),
        width=2,
    ),
    Button(Said(lambda language, _: language.gettext("Preview")), id="preview", on_click=show_again),
    Button(Said(lambda language, _: language.gettext("Keep as a draft")), id="keep", on_click=keep, when="is_draft"),
    *WAYS_OUT,
    state=Compose.confirm,
    getter=summary,
)
