"""Files, one by one and as albums, and their download."""

import json
from datetime import timedelta
from typing import Any

import pytest

from sandbox.chats import Chat
from sandbox.files import Upload
from sandbox.media import SentFile
from sandbox.people import Person
from sandbox.server import Sandbox
from tests.sandbox.conftest import Clock
from tests.sandbox.wire import TOKEN, Wire

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + (1280).to_bytes(4) + (640).to_bytes(4) + b"\x08\x02"
KINDS = {"Photo": "photo", "Document": "document", "Video": "video", "Audio": "audio", "Voice": "voice"}
OTHER_KINDS = {"Animation": "animation", "VideoNote": "video_note", "Sticker": "sticker"}


async def download(wire: Wire, path: str, token: str = TOKEN) -> tuple[int, bytes]:
    async with wire.session.get(f"{wire.url}/file/bot{token}/{path}") as response:
        return response.status, await response.read()


@pytest.mark.parametrize(("method", "kind"), [*KINDS.items(), *OTHER_KINDS.items()])
async def test_each_kind_of_file_is_sent_by_upload_and_again_by_id(
    wire: Wire, ann: Person, method: str, kind: str
) -> None:
    upload = {kind: ("../../a.png", PNG, "image/png")}
    sent = await wire.form(f"send{method}", chat_id=str(ann.id), files=upload)
    file_id = (sent[kind][-1] if kind == "photo" else sent[kind])["file_id"]
    again = await wire(f"send{method}", chat_id=ann.id, **{kind: file_id})
    assert kind in again
    opened = await wire("getFile", file_id=file_id)
    assert await download(wire, opened["file_path"]) == (200, PNG)
    assert f"there is no {kind.replace('_', ' ')} in the request" in await wire.refused(f"send{method}", chat_id=ann.id)


async def test_a_photo_comes_in_sizes_with_the_largest_last(wire: Wire, ann: Person) -> None:
    sent = await wire.form("sendPhoto", chat_id=str(ann.id), caption="x", files={"photo": ("p", PNG, "image/png")})
    assert [(size["width"], size["height"]) for size in sent["photo"]] == [(320, 160), (1280, 640)]
    assert sent["caption"] == "x"


async def test_a_photo_may_be_hidden_and_stand_below_its_caption(wire: Wire, ann: Person) -> None:
    looks = {"caption": "x", "has_spoiler": "true", "show_caption_above_media": "true"}
    sent = await wire.form("sendPhoto", chat_id=str(ann.id), files={"photo": ("p", PNG, "image/png")}, **looks)
    assert (sent["has_media_spoiler"], sent["show_caption_above_media"]) == (True, True)


async def test_an_attached_file_is_found_by_its_name(wire: Wire, ann: Person) -> None:
    files = {"abc": ("a.pdf", b"%PDF", "application/pdf")}
    sent = await wire.form("sendDocument", chat_id=str(ann.id), document="attach://abc", files=files)
    assert sent["document"]["file_name"] == "a.pdf"
    assert sent["document"]["mime_type"] == "application/pdf"


@pytest.mark.parametrize(
    ("beginning", "megabytes", "refusal"),
    [
        (b"", 0, "400 Bad Request: file must be non-empty"),
        (b"no picture", 0, "400 Bad Request: IMAGE_PROCESS_FAILED"),
        (PNG, 10, "400 Bad Request: file is too big for a photo"),
        (PNG, 50, "413 Request Entity Too Large"),
        (PNG, 101, "413 Request Entity Too Large"),
    ],
)
async def test_a_photo_must_be_one_and_small_enough(
    wire: Wire, ann: Person, beginning: bytes, megabytes: int, refusal: str
) -> None:
    data = beginning + bytes(megabytes * 1024 * 1024)
    assert await wire.form("sendPhoto", chat_id=str(ann.id), files={"photo": ("p", data, "image/png")}) == refusal


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ("nonsense", "wrong file identifier/HTTP URL specified"),
        ("attach://nothing", "wrong file identifier/HTTP URL specified"),
        ("https://example.com/a.png", "failed to get HTTP URL content"),
    ],
)
async def test_a_file_must_exist(wire: Wire, ann: Person, given: str, refusal: str) -> None:
    assert await wire.refused("sendPhoto", chat_id=ann.id, photo=given) == f"400 Bad Request: {refusal}"


async def test_a_document_cannot_be_sent_again_as_a_photo(wire: Wire, ann: Person) -> None:
    sent = await wire.form("sendDocument", chat_id=str(ann.id), files={"document": ("p", PNG, "image/png")})
    refusal = await wire.refused("sendPhoto", chat_id=ann.id, photo=sent["document"]["file_id"])
    assert refusal == "400 Bad Request: can't use file of type Document as Photo"


async def test_a_caption_has_1024_characters_at_most(wire: Wire, ann: Person) -> None:
    files = {"photo": ("p", PNG, "image/png")}
    assert "caption" in await wire.form("sendPhoto", chat_id=str(ann.id), caption="x" * 1024, files=files)
    refusal = await wire.form("sendPhoto", chat_id=str(ann.id), caption="x" * 1025, files=files)
    assert refusal == "400 Bad Request: message caption is too long"


async def test_a_plain_member_needs_the_permission_of_the_kind(wire: Wire, sandbox: Sandbox) -> None:
    group = sandbox.world.add_chat("G", bot="member")
    group.permissions["can_send_photos"] = False
    files = {"photo": ("p", PNG, "image/png")}
    refusal = await wire.form("sendPhoto", chat_id=str(group.id), files=files)
    assert refusal == "400 Bad Request: not enough rights to send photos to the chat"
    await wire("sendMessage", chat_id=group.id, text="x")


def album(*kinds: str, **more: Any) -> list[dict[str, Any]]:
    return [{"type": kind, "media": "attach://p", **more} for kind in kinds]


async def test_an_album_is_several_messages_with_one_mark(wire: Wire, group: Chat) -> None:
    files = {"p": ("p.png", PNG, "image/png")}
    media = [*album("photo", caption="<b>x</b>", parse_mode="HTML"), *album("video")]
    sent = await wire.form("sendMediaGroup", chat_id=str(group.id), media=media, files=files)
    assert len({one["media_group_id"] for one in sent}) == 1
    assert [one.get("caption") for one in sent] == ["x", None]
    assert sent[0]["caption_entities"][0]["type"] == "bold"


@pytest.mark.parametrize(
    ("media", "refusal"),
    [
        (album("photo"), "too few messages to send as an album"),
        (album(*["photo"] * 11), "too many messages to send as an album"),
        (album("photo", "document"), "document can't be mixed with other media types"),
        ([{"media": "x"}, {"media": "y"}], "can't parse parameter media[0].type: missing in InputMediaAudio"),
        (album("story", "story"), "can't parse InputMedia: type story is not allowed"),
        ("{", "can't parse parameter media: JSON expected"),
    ],
)
async def test_an_album_has_two_to_ten_files_that_fit_together(
    wire: Wire, ann: Person, media: object, refusal: str
) -> None:
    files = {"p": ("p.png", PNG, "image/png")}
    text = media if isinstance(media, str) else json.dumps(media)
    answer = await wire.form("sendMediaGroup", chat_id=str(ann.id), media=text, files=files)
    assert answer == f"400 Bad Request: {refusal}"


async def test_a_path_has_nothing_of_the_senders_name(wire: Wire, ann: Person, sandbox: Sandbox) -> None:
    upload = Upload("../../etc/pass wd.exe", "application/pdf", b"%PDF")
    said = sandbox.world.say(ann.id, ann.id, files=[SentFile("document", upload)])[0]
    assert said.body["document"]["file_name"] == "../../etc/pass wd.exe"
    opened = await wire("getFile", file_id=said.body["document"]["file_id"])
    assert opened["file_path"] == "documents/file_1.pdf"


async def test_a_link_lives_an_hour_and_only_for_the_bot(
    wire: Wire, ann: Person, sandbox: Sandbox, clock: Clock
) -> None:
    said = sandbox.world.say(ann.id, ann.id, files=[SentFile("document", Upload("a", "text/plain", b"x"))])[0]
    path = (await wire("getFile", file_id=said.body["document"]["file_id"]))["file_path"]
    assert (await download(wire, path, token="42:OTHER"))[0] == 401
    assert await download(wire, path) == (200, b"x")
    clock.forward(hours=timedelta(hours=1).total_seconds() / 3600)
    assert (await download(wire, path))[0] == 404
    assert (await download(wire, "documents/../secret"))[0] == 404


async def test_large_and_unknown_files_are_not_handed_out(wire: Wire, ann: Person, sandbox: Sandbox) -> None:
    large = SentFile("video", Upload("a.mp4", "video/mp4", b"x"), size=20 * 1024 * 1024 + 1)
    said = sandbox.world.say(ann.id, ann.id, files=[large])[0]
    refusal = await wire.refused("getFile", file_id=said.body["video"]["file_id"])
    assert refusal == "400 Bad Request: file is too big"
    refusal = await wire.refused("getFile", file_id="nonsense")
    assert refusal == "400 Bad Request: wrong file_id or the file is temporarily unavailable"
