"""Content of every kind becomes readable, and hostile input plain data."""

import json
from typing import Any

import pytest

from bot.storage.entries import File
from bot.storage.schema import customers
from handlers.reading import clean
from sandbox.files import Upload
from sandbox.media import SentFile
from tests.ferry import ANN, NOW, WANG, Ferry, Json

RLO, PDI = "\u202e", "\u2069"


def file(kind: str, name: str = "", mime: str = "", size: int | None = None) -> SentFile:
    return SentFile(kind, Upload(name, mime, b"data"), size)


KINDS: list[tuple[Json, str]] = [
    ({"files": [file("photo")]}, "📷 photo"),
    ({"files": [file("photo")], "caption": "See"}, "📷 photo\nSee"),
    ({"files": [file("document", "invoice.pdf", "application/pdf")]}, "📎 invoice.pdf"),
    ({"files": [file("document", "../../etc/passwd", "text/plain")]}, "📎 ../../etc/passwd"),
    ({"files": [file("document")]}, "📎 document"),
    ({"files": [file("video", "a.mp4", "video/mp4")]}, "🎬 a.mp4"),
    ({"files": [file("animation", "a.gif", "image/gif")]}, "🎞 a.gif"),
    ({"files": [file("audio", "a.mp3", "audio/mpeg")]}, "🎵 a.mp3"),
    ({"files": [file("voice", mime="audio/ogg")]}, "🎤 voice"),
    ({"files": [file("video_note")]}, "🎬 video note"),
    ({"files": [file("sticker")]}, "🏷 sticker"),
    ({"location": {"latitude": 31.2304, "longitude": 121.4737}}, "📍 31.23040, 121.47370"),
    (
        {"venue": {"title": "Office", "address": "1 Road", "location": {"latitude": 1.5, "longitude": -2.25}}},
        "📍 1.50000, -2.25000",
    ),
    ({"contact": {"phone_number": "+86 21 5555", "first_name": "Li"}}, "👤 Li +86 21 5555"),
    ({"poll": {"question": "When?", "options": ["Now", "Later"]}}, "📊 When?"),
    ({"dice": {"emoji": "🎯", "value": 3}}, "🎲 🎯 3"),
]


async def test_whatever_people_send_becomes_a_ticket_with_a_readable_title(ferry: Ferry) -> None:
    for number, (what, text) in enumerate(KINDS, start=1):
        person = ferry.sandbox.world.add_user("Lee", language_code="en", started=True)
        [confirmation] = await ferry.hear(person.id, **what)
        assert f"Issue #{number} " in confirmation["text"], text
        [*_, ticket] = await ferry.tickets()
        [entry] = await ferry.thread(ticket)
        assert entry.text == text
        assert ticket.title == (what.get("caption") or text)
        assert len(entry.files) == len(what.get("files", []))


async def test_a_content_that_this_version_does_not_know_is_kept_as_a_ticket(ferry: Ferry) -> None:
    ann = ferry.person(ANN)
    message = {"message_id": 77, "from": ann.as_user(), "chat": ann.as_chat(), "date": int(NOW.timestamp())}
    await ferry.put({"message": {**message, "hologram": {"depth": 3}}})
    assert [ticket.title for ticket in await ferry.tickets()] == ["❔ unknown"]


async def test_a_file_is_stored_as_telegram_holds_it_and_its_name_as_data(ferry: Ferry) -> None:
    huge = 30 * 1024 * 1024
    await ferry.hear(ANN, files=[file("document", "../../x\u202egpj.exe", "text/x-evil", huge)])
    [ticket] = await ferry.tickets()
    [entry] = await ferry.thread(ticket)
    [stored] = entry.files
    assert stored == File("document", stored.telegram_file_id, "../../x\u202egpj.exe", "text/x-evil", huge)


async def test_an_album_becomes_one_ticket_with_every_photo(ferry: Ferry) -> None:
    """A straggler joins it too, long after what counts as one go."""
    [_] = await ferry.hear(ANN, files=[file("photo"), file("photo"), file("document", "log.txt")], caption="Broken")
    first = next(one.body for one in ferry.chat(ANN).messages.values() if "media_group_id" in one.body)
    ferry.clock.set(NOW.replace(hour=20))
    straggler = {"photo": first["photo"], "media_group_id": first["media_group_id"]}
    ferry.sandbox.world.post(ferry.chat(ANN), ferry.person(ANN).as_user(), straggler)
    await ferry.quiet()
    [ticket] = await ferry.tickets()
    assert ticket.title == "Broken"
    assert [file.kind for entry in await ferry.thread(ticket) for file in entry.files] == [
        "photo",
        "photo",
        "document",
        "photo",
    ]
    assert len(ferry.written(ANN)) == 1


async def test_the_largest_size_of_a_photo_is_kept(ferry: Ferry) -> None:
    await ferry.hear(ANN, files=[file("photo")])
    [ticket] = await ferry.tickets()
    [entry] = await ferry.thread(ticket)
    sizes = next(one.body["photo"] for one in ferry.chat(ANN).messages.values() if "photo" in one.body)
    largest = max(sizes, key=lambda size: size["width"])
    assert [stored.telegram_file_id for stored in entry.files] == [largest["file_id"]]


async def test_ten_thousand_characters_are_one_ticket_with_all_of_them(ferry: Ferry) -> None:
    said = "".join(f"{number:09} " for number in range(1000))
    [_] = await ferry.hear(ANN, said)
    [ticket] = await ferry.tickets()
    assert "".join(entry.text for entry in await ferry.thread(ticket)) == said
    assert len(ticket.title) <= 80


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ('<b>x</b> & <a href="http://evil.example">y</a>', '<b>x</b> & <a href="http://evil.example">y</a>'),
        (f"{RLO}gpj.exe", f"{RLO}gpj.exe"),
        (f"free{PDI}{RLO}txet", f"free{RLO}txet"),
    ],
)
async def test_a_hostile_title_stays_within_its_bounds_in_the_bot_s_messages(
    ferry: Ferry, said: str, shown: str
) -> None:
    person = ferry.sandbox.world.add_user(f"<i>Eve</i>{RLO}", last_name="</b>", language_code="en", started=True)
    [confirmation] = await ferry.hear(person.id, said)
    _, title, *_ = confirmation["text"].splitlines()
    assert title == f"\u2068{shown}\u2069"
    kinds = [entity["type"] for entity in confirmation["entities"]]
    assert (kinds[:2], "text_link" in kinds, kinds.count("bold")) == (["bold", "italic"], False, 1)
    [listed] = await ferry.hear(person.id, "/tickets")
    assert f"\u2068{shown}\u2069" in listed["text"]
    [ticket] = await ferry.tickets()
    [entry] = await ferry.thread(ticket)
    assert (entry.text, entry.author_name) == (said, f"<i>Eve</i>{RLO} </b>")


async def test_nul_and_halves_of_surrogate_pairs_are_replaced_and_nothing_is_lost(ferry: Ferry) -> None:
    sender: dict[str, Any] = {"id": WANG, "is_bot": False, "first_name": "W\ud83da\x00ng", "language_code": "en"}
    message = {
        "message_id": 77,
        "from": sender,
        "chat": {"id": WANG, "type": "private", "first_name": "W\ud83dang"},
        "date": int(NOW.timestamp()),
        "text": "a\x00b \ud83d c",
    }
    # As a string, because only JSON's escapes can carry half a pair over the network.
    await ferry.put(json.dumps({"update_id": 100_900, "message": message}))
    [ticket] = await ferry.tickets()
    [entry] = await ferry.thread(ticket)
    assert (entry.text, entry.author_name) == ("a\ufffdb ? c", "W?a\ufffdng")
    assert [row.name for row in await ferry.rows(customers)] == ["W?a\ufffdng"]


def test_what_a_database_can_hold_is_left_as_it_is() -> None:
    assert clean("网站 👩‍👩‍👧 \u202e é") == "网站 👩‍👩‍👧 \u202e é"
