"""Files of staff's on their way to Telegram, and the ids that come back."""

import io
from collections.abc import AsyncIterator
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast

import pytest

from bot.budget import SendBudget
from bot.categories import CATEGORIES
from bot.clock import ManualClock
from bot.content import AttachmentKind, Content
from bot.preview import PreviewFailed, PreviewRefused
from bot.telegram import Telegram, connect
from broadcasts.preview import SentPreview
from broadcasts.uploads import Uploads
from broadcasts.wording import Wording
from sandbox.server import Sandbox
from tests.bot.attachments import LOG, PNG
from tests.broadcasts.posting import COMPANY, LINKS
from tests.ferry import STAFF, TOKEN

STRANGER = 999


@pytest.fixture
async def telegram(sandbox: Sandbox) -> AsyncIterator[Telegram]:
    async with connect(TOKEN, sandbox.url, SendBudget()) as telegram:
        yield telegram


@pytest.mark.parametrize(
    ("kind", "data", "name"),
    [
        (AttachmentKind.PHOTO, PNG, "图.png"),
        (AttachmentKind.VIDEO, LOG, "film.mp4"),
        (AttachmentKind.DOCUMENT, LOG, "a \n b.log"),
    ],
)
async def test_what_was_uploaded_once_can_be_sent_again_by_its_id(
    sandbox: Sandbox, telegram: Telegram, clock: ManualClock, kind: AttachmentKind, data: bytes, name: str
) -> None:
    sandbox.world.say(STAFF, STAFF, "/start")
    # As a form of the desk's hands it over: on the disk where it is large.
    with SpooledTemporaryFile(max_size=1000) as file:
        file.write(data)
        file.seek(0)
        attachment = await Uploads(telegram).upload(STAFF, kind, name, cast(BinaryIO, file))
    assert attachment.kind is kind
    wording = Wording(LINKS, COMPANY.language, COMPANY.zone, CATEGORIES)
    await SentPreview(telegram, clock, wording).show(STAFF, Content({"": "<b>Look</b>"}, (attachment,)), "en")
    uploaded, shown = [one.body for one in sandbox.world.chat(STAFF).messages.values() if one.from_bot]
    assert shown["caption"] == "Look"
    assert _largest(shown[kind.value]) == _largest(uploaded[kind.value])


def _largest(file: Any) -> Any:
    """Of a picture, which comes in several sizes."""
    return file[-1] if isinstance(file, list) else file


async def test_a_picture_that_is_none_is_refused(sandbox: Sandbox, telegram: Telegram) -> None:
    sandbox.world.say(STAFF, STAFF, "/start")
    with pytest.raises(PreviewRefused, match=r"(?i)image_process_failed"):
        await Uploads(telegram).upload(STAFF, AttachmentKind.PHOTO, "a.jpg", io.BytesIO(LOG))


async def test_who_never_pressed_start_gets_none(sandbox: Sandbox, telegram: Telegram) -> None:
    with pytest.raises(PreviewFailed):
        await Uploads(telegram).upload(STRANGER, AttachmentKind.PHOTO, "a.png", io.BytesIO(PNG))
