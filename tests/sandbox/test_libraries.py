"""The same server through both libraries, as the product uses them."""

from collections.abc import AsyncIterator

import aiogram
import pytest
import telegram
import telegram.error
from aiogram import exceptions
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import (
    BotCommand,
    BotCommandScopeChat,
    BufferedInputFile,
    ChatPermissions,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    ReplyParameters,
)
from telegram.ext import ExtBot

from sandbox.chats import Chat
from sandbox.people import Person
from sandbox.server import Sandbox
from tests.sandbox.methods.test_media import PNG
from tests.sandbox.wire import TOKEN, Wire


@pytest.fixture
async def aio(sandbox: Sandbox) -> AsyncIterator[aiogram.Bot]:
    bot = aiogram.Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(sandbox.url)))
    yield bot
    await bot.session.close()


@pytest.fixture
async def ptb(sandbox: Sandbox) -> AsyncIterator[ExtBot[None]]:
    bot: ExtBot[None] = ExtBot(TOKEN, base_url=f"{sandbox.url}/bot", base_file_url=f"{sandbox.url}/file/bot")
    async with bot:
        yield bot


async def test_aiogram_receives_answers_edits_and_deletes(
    aio: aiogram.Bot, ann: Person, group: Chat, sandbox: Sandbox
) -> None:
    sandbox.world.say(ann.id, ann.id, "/start")
    updates = await aio.get_updates(timeout=5, allowed_updates=["message", "callback_query"])
    message = updates[-1].message
    assert message is not None
    keyboard = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Go", callback_data="go")]])
    sent = await aio.send_message(
        ann.id,
        "<b>Hi</b>",
        parse_mode="HTML",
        reply_markup=keyboard,
        reply_parameters=ReplyParameters(message_id=message.message_id),
        disable_notification=False,
    )
    assert sent.reply_to_message is not None
    assert sent.reply_to_message.text == "/start"
    edited = await aio.edit_message_text("Ho", chat_id=ann.id, message_id=sent.message_id)
    assert isinstance(edited, aiogram.types.Message)
    assert edited.reply_markup is None
    with pytest.raises(exceptions.TelegramBadRequest, match="message is not modified"):
        await aio.edit_message_text("Ho", chat_id=ann.id, message_id=sent.message_id)
    query_id = sandbox.world.press(ann.id, sent.message_id, ann.id, "go")
    query = (await aio.get_updates(offset=updates[-1].update_id + 1))[0]
    assert query.callback_query is not None
    assert query.callback_query.id == query_id
    assert await aio.answer_callback_query(query_id, "Done")
    assert await aio.delete_message(ann.id, sent.message_id)
    assert await aio.set_my_commands(
        [BotCommand(command="help", description="Help")], scope=BotCommandScopeChat(chat_id=ann.id)
    )


async def test_aiogram_looks_after_a_group(aio: aiogram.Bot, ann: Person, group: Chat) -> None:
    assert await aio.set_chat_permissions(group.id, ChatPermissions(can_send_messages=False))
    chat = await aio.get_chat(group.id)
    assert chat.permissions is not None
    assert chat.permissions.can_send_messages is False
    me = await aio.get_chat_member(group.id, 42)
    assert isinstance(me, aiogram.types.ChatMemberAdministrator)
    assert len(await aio.get_chat_administrators(group.id)) == 2
    assert await aio.restrict_chat_member(group.id, ann.id, ChatPermissions(can_send_messages=True))
    assert await aio.ban_chat_member(group.id, ann.id)
    assert await aio.unban_chat_member(group.id, ann.id, only_if_banned=True)


async def test_aiogram_sends_and_fetches_files(aio: aiogram.Bot, ann: Person) -> None:
    sent = await aio.send_photo(ann.id, BufferedInputFile(PNG, "a.png"), caption="x")
    assert sent.photo is not None
    assert sent.photo[-1].width == 1280
    documents = [InputMediaDocument(media=BufferedInputFile(b"%PDF", f"{name}.pdf")) for name in "ab"]
    album = await aio.send_media_group(ann.id, list(documents))
    assert [one.document.file_name for one in album if one.document] == ["a.pdf", "b.pdf"]
    fetched = await aio.download(sent.photo[-1].file_id)
    assert fetched is not None
    assert fetched.read() == PNG


async def test_aiogram_tells_the_refusals_apart(aio: aiogram.Bot, ann: Person, wire: Wire, sandbox: Sandbox) -> None:
    small = sandbox.world.add_chat("Small", type="group")
    new = sandbox.world.upgrade(small.id)
    with pytest.raises(exceptions.TelegramMigrateToChat) as migrated:
        await aio.send_message(small.id, "x")
    assert migrated.value.migrate_to_chat_id == new.id
    sandbox.world.block(ann.id)
    with pytest.raises(exceptions.TelegramForbiddenError, match="bot was blocked by the user"):
        await aio.send_message(ann.id, "x")
    sandbox.world.unblock(ann.id)
    await wire.control(
        "PUT", "/faults", {"next": [{"method": "sendMessage", "times": 1, "error_code": 429, "retry_after": 3}]}
    )
    with pytest.raises(exceptions.TelegramRetryAfter) as waiting:
        await aio.send_message(ann.id, "x")
    assert waiting.value.retry_after == 3
    await wire.control("PUT", "/faults", {"error_share": 1})
    with pytest.raises(exceptions.ClientDecodeError):
        await aio.send_message(ann.id, "x")
    await wire.control("PUT", "/faults", {"drop_share": 1})
    with pytest.raises(exceptions.TelegramNetworkError):
        await aio.send_message(ann.id, "x")


async def test_python_telegram_bot_sends_edits_pins_and_copies(ptb: ExtBot[None], ann: Person, group: Chat) -> None:
    assert (await ptb.get_me()).username == "chatferry_bot"
    button = telegram.InlineKeyboardButton("Go", url="http://127.0.0.1:8080/t/x")
    sent = await ptb.send_message(
        ann.id,
        "*Hi*",
        parse_mode="MarkdownV2",
        reply_markup=telegram.InlineKeyboardMarkup([[button]]),
        link_preview_options=telegram.LinkPreviewOptions(is_disabled=True),
        protect_content=True,
    )
    assert sent.text == "Hi"
    assert await ptb.pin_chat_message(ann.id, sent.message_id)
    pinned = (await ptb.get_chat(ann.id)).pinned_message
    assert pinned is not None
    assert pinned.message_id == sent.message_id
    assert (await ptb.copy_message(group.id, ann.id, sent.message_id)).message_id > 0
    assert await ptb.edit_message_text("Ho", ann.id, sent.message_id)
    assert await ptb.set_message_reaction(ann.id, sent.message_id, "👍")
    assert await ptb.delete_messages(ann.id, [sent.message_id])
    assert len(await ptb.get_updates(allowed_updates=[])) > 0


async def test_python_telegram_bot_sends_and_fetches_files(ptb: ExtBot[None], ann: Person) -> None:
    sent = await ptb.send_document(ann.id, b"%PDF", filename="a.pdf", caption="x")
    assert sent.document is not None
    file = await ptb.get_file(sent.document.file_id)
    assert bytes(await file.download_as_bytearray()) == b"%PDF"
    media = [telegram.InputMediaPhoto(PNG, caption="*x*", parse_mode="MarkdownV2"), telegram.InputMediaPhoto(PNG)]
    album = await ptb.send_media_group(ann.id, media)
    assert [one.caption for one in album] == ["x", None]


# It announces that retry_after will be a timedelta one day.
@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")
async def test_python_telegram_bot_tells_the_refusals_apart(
    ptb: ExtBot[None], ann: Person, bob: Person, wire: Wire, sandbox: Sandbox
) -> None:
    small = sandbox.world.add_chat("Small", type="group")
    new = sandbox.world.upgrade(small.id)
    with pytest.raises(telegram.error.ChatMigrated) as migrated:
        await ptb.send_message(small.id, "x")
    assert migrated.value.new_chat_id == new.id
    with pytest.raises(telegram.error.Forbidden, match="can't initiate conversation"):
        await ptb.send_message(bob.id, "x")
    with pytest.raises(telegram.error.BadRequest, match=r"(?i)chat not found"):
        await ptb.send_message(5, "x")
    await wire.control("PUT", "/faults", {"rate": {"per_second": 1}})
    await ptb.send_message(ann.id, "x")
    with pytest.raises(telegram.error.RetryAfter):
        await ptb.send_message(ann.id, "x")
    await wire.control("PUT", "/faults", {"error_share": 1})
    with pytest.raises(telegram.error.NetworkError):
        await ptb.send_message(ann.id, "x")
    await wire.control("PUT", "/faults", {"drop_share": 1})
    with pytest.raises(telegram.error.NetworkError):
        await ptb.send_message(ann.id, "x")
    await wire.control("PUT", "/faults", {})
    wrong: ExtBot[None] = ExtBot("42:OTHER", base_url=f"{sandbox.url}/bot")
    with pytest.raises(telegram.error.InvalidToken):
        await wrong.initialize()
    await wrong.shutdown()
