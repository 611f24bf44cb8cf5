"""What a broadcast may hold: text, a photo, a video, a document, an album; and what is said to anything else."""

import pytest

from bot.storage.schema import broadcasts
from sandbox.faults import Faults, NextFault
from sandbox.files import Upload
from sandbox.media import SentFile
from tests.bot.attachments import document, photo
from tests.ferry import ANN, GROUP, STAFF, WANG, Ferry, Json, buttons
from tests.handlers.composing import Composing

VIDEO = SentFile("video", Upload("clip.mp4", "video/mp4", b"moving pictures"))
STICKER = SentFile("sticker", Upload("", "image/webp", b"RIFF....WEBP"))
CAPTIONED = "Our new address"


@pytest.fixture
async def composing(ferry: Ferry) -> Composing:
    for person in (ANN, WANG):
        await ferry.hear(person, "/start")
    return Composing(ferry)


def media(message: Json) -> tuple[str, str]:
    """The kind of file, and its id."""
    for kind in ("video", "document"):
        if kind in message:
            return kind, message[kind]["file_id"]
    return "photo", message["photo"][-1]["file_id"]


@pytest.mark.parametrize("file", [photo(), VIDEO, document()], ids=["photo", "video", "document"])
async def test_a_file_with_a_caption_arrives_as_the_preview_showed_it(composing: Composing, file: SentFile) -> None:
    ferry = composing.ferry
    await composing.begin()
    assert (await composing.say(files=[file], caption=CAPTIONED)).startswith("Shall there be buttons")
    await composing.say("Open - https://example.com")
    await composing.press("Everyone")
    await composing.press("Now")
    preview = ferry.written(STAFF)[-2]
    assert preview["caption"] == CAPTIONED
    assert buttons(preview) == {"Open": "https://example.com"}
    await composing.press("Send")
    await ferry.until(lambda: "caption" in ferry.written(ANN)[-1] and ferry.written(GROUP) != [])
    arrived = ferry.written(ANN)[-1]
    assert (arrived["caption"], media(arrived), arrived["reply_markup"]) == (
        CAPTIONED,
        media(preview),
        preview["reply_markup"],
    )


async def test_an_album_comes_in_parts_and_goes_out_as_one(composing: Composing) -> None:
    ferry = composing.ferry
    await composing.begin()
    asked = await composing.say(files=[photo(), VIDEO, photo()], caption=CAPTIONED)
    assert asked.startswith("3 parts of the album have arrived.")
    assert (await composing.press("Continue")).startswith("Who shall get it?")
    await composing.press("Everyone")
    await composing.press("Now")
    assert "Change buttons" not in composing.choices
    preview = ferry.written(STAFF)[-4:-1]
    assert [media(part)[0] for part in preview] == ["photo", "video", "photo"]
    assert [part.get("caption") for part in preview] == [CAPTIONED, None, None]
    await composing.press("Send")
    await ferry.until(lambda: len(ferry.written(GROUP)) == 3)
    assert [media(part) for part in ferry.written(GROUP)] == [media(part) for part in preview]


async def test_an_album_survives_a_restart_between_its_parts(composing: Composing) -> None:
    ferry = composing.ferry
    await composing.begin()
    world = ferry.sandbox.world
    await ferry.stop()
    world.say(STAFF, STAFF, files=[photo(), photo()])
    await ferry.start()
    await ferry.quiet()
    await ferry.stop()
    await ferry.start()
    assert composing.asked.startswith("2 parts of the album have arrived.")
    assert (await composing.press("Continue")).startswith("Who shall get it?")


async def test_documents_and_pictures_do_not_mix_in_an_album(composing: Composing) -> None:
    await composing.begin()
    asked = await composing.say(files=[photo(), document(), photo()])
    assert asked.startswith("2 parts of the album have arrived.")
    [row] = await composing.ferry.rows(broadcasts)
    assert [one["kind"] for one in row.attachments] == ["photo", "photo"]


async def test_another_message_while_an_album_waits_is_asked_back(composing: Composing) -> None:
    await composing.begin()
    await composing.say(files=[photo(), photo()])
    assert (await composing.say("and this")).startswith("❗ Please press one of the buttons here.")


async def test_a_message_with_buttons_that_becomes_an_album_has_none(composing: Composing) -> None:
    await composing.begin()
    await composing.say("Hello")
    await composing.say("Open - https://example.com")
    await composing.press("Everyone")
    await composing.press("Now")
    await composing.press("Change the message")
    await composing.say(files=[photo(), photo()])
    assert (await composing.press("Continue")).startswith("Above you see")
    [row] = await composing.ferry.rows(broadcasts)
    assert row.buttons is None


@pytest.mark.parametrize(
    "what",
    [
        {"files": [STICKER]},
        {"files": [SentFile("voice", Upload("", "audio/ogg", b"hm"))]},
        {"files": [SentFile("animation", Upload("a.mp4", "video/mp4", b"x"))]},
        {"location": {"latitude": 1.0, "longitude": 2.0}},
        {"poll": {"question": "?", "options": ["a", "b"]}},
    ],
    ids=["sticker", "voice", "animation", "location", "poll"],
)
async def test_what_cannot_be_sent_to_many_gets_one_clear_line(composing: Composing, what: Json) -> None:
    await composing.begin()
    asked = await composing.say(**what)
    assert asked.startswith("❗ I can send text, photos, videos and documents to many")
    assert await composing.ferry.rows(broadcasts) == []
    assert (await composing.say("Hello")).startswith("Shall there be buttons")


async def test_a_caption_that_is_too_long_for_bots_is_refused_by_its_length(composing: Composing) -> None:
    """People with Telegram Premium may write longer ones than a bot."""
    ferry = composing.ferry
    await composing.begin()
    # 1,000 characters and 30 emoji of two units each: 1,060
    await composing.say(files=[photo()], caption="x" * 1000)
    raw = ferry.chat(STAFF).messages[max(ferry.chat(STAFF).messages) - 1].body
    assert raw["caption"] == "x" * 1000
    await composing.press("Back") if "Back" in composing.choices else None
    update = {"update_id": 900_000, "message": {**raw, "message_id": 5000, "caption": "x" * 1000 + "😀" * 30}}
    await ferry.put(update)
    assert composing.asked.startswith("❗ That has 1060 characters, and 1024 is the most here.")


async def test_a_text_that_the_app_splits_asks_for_a_shorter_one_or_is_no_button(composing: Composing) -> None:
    await composing.begin()
    assert (await composing.say("x" * 4097)).startswith("❗ Line 1 is no button with a link: x")


async def test_a_text_of_the_full_length_goes_out_whatever_its_formatting_weighs(composing: Composing) -> None:
    ferry, text = composing.ferry, "<&>" + "x" * 4093
    await composing.until_audience(text, entities=[{"type": "bold", "offset": 0, "length": 4096}])
    await composing.press("Everyone")
    await composing.press("Now")
    assert ferry.written(STAFF)[-2]["text"] == text
    await composing.press("Send")
    await ferry.until(lambda: [one["text"] for one in ferry.written(GROUP)] == [text])


async def test_what_telegram_refuses_in_the_preview_is_not_sent_to_anybody(composing: Composing) -> None:
    ferry = composing.ferry
    await composing.until_time()
    async with ferry.database.transaction() as tx:
        await tx.execute(broadcasts.update().values(texts={"": "<b>broken"}))
    asked = await composing.press("Now")
    assert asked.startswith("❗ Telegram does not take this message (")
    assert "What shall your customers read?" in asked
    assert (await composing.say("Whole")).startswith("Above you see")


async def test_a_preview_that_does_not_get_through_can_be_asked_for_again(composing: Composing) -> None:
    ferry = composing.ferry
    await composing.until_time()
    ferry.sandbox.api.faults = Faults(next=[NextFault("sendMessage", 1, error_code=502)])
    asked = await composing.press("Now")
    assert asked.startswith("❗ The preview did not get through just now.")
    await composing.press("Preview")
    assert composing.asked.startswith("Above you see")
