"""The draft behind a running dialog: it is a row of the database from its first message on, and so outlives all."""

from datetime import datetime
from typing import Any

from aiogram_dialog import DialogManager, ShowMode

from bot import texts
from bot.clock import Clock
from bot.content import Content
from bot.languages import Language
from bot.preview import Preview, PreviewFailed, PreviewRefused
from bot.storage import broadcasts, duplicates
from bot.storage.broadcasts import Broadcast
from bot.storage.database import Database
from handlers.broadcast.steps import Compose, object_to

ID, MOMENTS, ARRIVED, PREFILLED = "id", "moments", "arrived", "prefilled"
"""Of the dialog's data: the draft, its times where it is not for now, whether all was asked once, whether it is older
than the dialog."""


async def current(manager: DialogManager) -> Broadcast | None:
    """None before there is any content."""
    broadcast_id = manager.dialog_data.get(ID)
    if broadcast_id is None:
        return None
    database: Database = manager.middleware_data["database"]
    async with database.reading() as tx:
        return await broadcasts.get(tx, broadcast_id)


async def write(manager: DialogManager, content: Content) -> None:
    """Makes the draft where there is none yet. Raises NotInThisState."""
    data = manager.middleware_data
    database: Database = data["database"]
    clock: Clock = data["clock"]
    async with database.transaction() as tx:
        if (broadcast_id := manager.dialog_data.get(ID)) is not None:
            await broadcasts.edit(tx, broadcast_id, content=content)
            return
        user_id = data["event_from_user"].id
        # Asked again for the same update, this finds the draft of the first time.
        origin = f"update/{data['event_update'].update_id}"
        manager.dialog_data[ID] = await duplicates.begin_draft(
            tx, content, created_by=user_id, language=data["language"].code, origin=origin, now=clock.now()
        )


def prefilled(broadcast_id: int, moments: list[datetime]) -> dict[str, Any]:
    """What the dialog is started with to go on with a broadcast that there is."""
    return {ID: broadcast_id, MOMENTS: [moment.isoformat() for moment in moments], PREFILLED: True}


async def open_prefilled(given: Any, manager: DialogManager) -> None:
    if given:
        manager.dialog_data.update(given)
        await arrive(manager)


def moments_of(manager: DialogManager) -> list[datetime]:
    """When it shall go out, the earliest first; empty for at once."""
    return [datetime.fromisoformat(moment) for moment in manager.dialog_data.get(MOMENTS, [])]


def set_moments(manager: DialogManager, moments: list[datetime]) -> None:
    manager.dialog_data[MOMENTS] = [moment.isoformat() for moment in sorted(moments)]


async def go_on(manager: DialogManager, step: Any) -> None:
    """To the next step; to the end where everything was asked before and this was only changed."""
    if step == Compose.confirm or manager.dialog_data.get(ARRIVED):
        await arrive(manager)
    else:
        await manager.switch_to(step)


async def go_back(manager: DialogManager, step: Any) -> None:
    await manager.switch_to(Compose.confirm if manager.dialog_data.get(ARRIVED) else step)


async def arrive(manager: DialogManager) -> None:
    """The last window, below a preview. What Telegram would refuse of everybody is refused here already."""
    data = manager.middleware_data
    language: Language = data["language"]
    preview: Preview = data["preview"]
    draft = await current(manager)
    if draft is None:
        await manager.switch_to(Compose.content)
        return
    manager.dialog_data[ARRIVED] = True
    await manager.switch_to(Compose.confirm, show_mode=ShowMode.DELETE_AND_SEND)
    try:
        await preview.show(data["event_from_user"].id, draft.content, language.code)
    except PreviewRefused as refusal:
        object_to(manager, texts.broadcast_preview_refused(language, refusal.reason))
        await manager.switch_to(Compose.content)
    except PreviewFailed:
        object_to(manager, texts.broadcast_preview_failed(language))
