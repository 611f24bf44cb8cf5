"""A half-filled dialog survives a restart."""

from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.base import StorageKey
from sqlalchemy import event

from bot.storage.database import Database
from bot.storage.dialogs import DialogStorage

KEY = StorageKey(bot_id=42, chat_id=11, user_id=11)


class Asking(StatesGroup):
    text = State()


async def test_state_and_data_are_there_for_a_new_instance(database: Database) -> None:
    storage = DialogStorage(database)
    await storage.set_state(KEY, Asking.text)
    await storage.set_data(KEY, {"text": "<b>域名</b>", "count": 3, "when": None})
    await storage.close()
    later = DialogStorage(database)
    assert await later.get_state(KEY) == "Asking:text"
    assert await later.get_data(KEY) == {"text": "<b>域名</b>", "count": 3, "when": None}


async def test_each_replaces_its_own_and_leaves_the_other(database: Database) -> None:
    storage = DialogStorage(database)
    await storage.set_data(KEY, {"old": 1})
    assert await storage.get_state(KEY) is None
    await storage.set_state(KEY, "somewhere")
    await storage.set_data(KEY, {"new": 2})
    assert await storage.get_data(KEY) == {"new": 2}
    await storage.set_state(KEY, None)
    assert await storage.get_state(KEY) is None
    assert await storage.update_data(KEY, {"more": 3}) == {"new": 2, "more": 3}


async def test_nobody_stands_in_another_ones_dialog(database: Database) -> None:
    storage = DialogStorage(database)
    await storage.set_state(KEY, "mine")
    others = [
        StorageKey(bot_id=43, chat_id=11, user_id=11),
        StorageKey(bot_id=42, chat_id=12, user_id=11),
        StorageKey(bot_id=42, chat_id=11, user_id=12),
        StorageKey(bot_id=42, chat_id=11, user_id=11, thread_id=5),
        StorageKey(bot_id=42, chat_id=11, user_id=11, destiny="other"),
        StorageKey(bot_id=42, chat_id=11, user_id=11, business_connection_id="biz"),
    ]
    assert [await storage.get_state(key) for key in others] == [None] * 6
    assert [await storage.get_data(key) for key in others] == [{}] * 6


async def test_asking_of_who_is_in_no_dialog_costs_no_statement(database: Database) -> None:
    storage = DialogStorage(database)
    assert await storage.get_state(KEY) is None
    sent = []
    event.listen(database.engine.sync_engine, "before_cursor_execute", lambda *what: sent.append(what[2]))
    assert await storage.get_state(KEY) is None
    assert sent == []
    await storage.set_state(KEY, "somewhere")
    assert await storage.get_state(KEY) == "somewhere"
