"""What staff typed into the form of a broadcast: read, judged, and made the content that everybody gets."""

from dataclasses import dataclass, field

from starlette.datastructures import UploadFile

from bot import chatids, linkbuttons
from bot.content import MOST_ATTACHMENTS, MOST_CAPTION, MOST_TEXT, Attachment, AttachmentKind, Content
from bot.files import FIRST_BYTES, is_image, media_type_of
from bot.storage.audiences import EVERYONE, Audience, Kind, UnknownAudience
from desk import complaints
from desk.complaints import SHOWN, Complaint
from desk.forms import tidy
from desk.uploads import SentForm

LARGEST_PHOTO = 10 * 1024 * 1024
"""Bytes; a larger picture goes as a document. Telegram's limit."""
LARGEST_LIST = 5_000_000
LIST_FIELD = "list"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A file that came with the form."""

    kind: AttachmentKind
    upload: UploadFile


@dataclass(frozen=True, slots=True)
class Typed:
    text: str = ""
    buttons: str = ""
    audience: str = str(EVERYONE)
    attachments: tuple[Attachment, ...] = ()
    """Those of before that stay."""
    new: tuple[Chosen, ...] = ()
    listed: tuple[int, ...] | None = None
    """Chats from a file; None where none came."""
    complaints: tuple[Complaint, ...] = field(default=())

    @property
    def to(self) -> Audience:
        return Audience.read(self.audience)

    def content(self, uploaded: tuple[Attachment, ...]) -> Content:
        return Content({"": self.text}, self.attachments + uploaded, linkbuttons.read(self.buttons))


def typed_before(content: Content, audience: Audience) -> Typed:
    """As the form shows what was saved."""
    lines = [f"{button.text} - {button.url}" for row in content.buttons for button in row]
    return Typed(content.text_in("", ""), "\n".join(lines), str(audience), content.attachments)


async def read(form: SentForm, before: Typed) -> Typed:
    # Of what was saved before, what the form showed and nobody took out: sent twice, its new files are added once.
    shown, taken_out = set(form.text("attachments").split()), set(form.data.getlist("drop"))
    kept = tuple(one for one in before.attachments if one.file_id in shown - taken_out)
    new = tuple([await _chosen(upload) for name, upload in _uploads(form) if name != LIST_FIELD])
    text, buttons, audience = tidy(form.text("text")), tidy(form.text("buttons")), form.text("audience")
    listed, wrong_list = await _listed(form, before) if audience == Kind.LIST else (None, [])
    kinds = [one.kind for one in kept] + [one.kind for one in new]
    found = [
        *_of_text(text, kinds),
        *complaints.of_buttons(buttons),
        *_of_files(kinds, bool(buttons)),
        *_of_audience(audience),
        *wrong_list,
    ]
    return Typed(text, buttons, audience, kept, new, listed, tuple(found))


def _uploads(form: SentForm) -> list[tuple[str, UploadFile]]:
    found = [(name, value) for name, value in form.data.multi_items() if isinstance(value, UploadFile)]
    return [(name, upload) for name, upload in found if upload.filename]


async def _chosen(upload: UploadFile) -> Chosen:
    start = await upload.read(FIRST_BYTES)
    await upload.seek(0)
    media_type = media_type_of(start)
    if is_image(media_type) and media_type != "image/gif" and (upload.size or 0) <= LARGEST_PHOTO:
        return Chosen(AttachmentKind.PHOTO, upload)
    if start[4:8] == b"ftyp" and (upload.content_type or "").startswith("video/"):
        return Chosen(AttachmentKind.VIDEO, upload)
    return Chosen(AttachmentKind.DOCUMENT, upload)


async def _listed(form: SentForm, before: Typed) -> tuple[tuple[int, ...] | None, list[Complaint]]:
    upload = next((upload for name, upload in _uploads(form) if name == LIST_FIELD), None)
    if upload is None:
        known = before.audience == Kind.LIST
        return None, [] if known else [Complaint("audience", "no-list")]
    raw = await upload.read(LARGEST_LIST + 1)
    text = chatids.decoded(raw) if len(raw) <= LARGEST_LIST else None
    if text is None:
        return None, [Complaint("audience", "unread-list")]
    ids = chatids.read(text)
    if ids.bad:
        return None, [Complaint("audience", "bad-id", line.number, line.said[:40]) for line in ids.bad[:SHOWN]]
    return ids.good, [] if ids.good else [Complaint("audience", "empty-list")]


def _of_text(text: str, kinds: list[AttachmentKind]) -> list[Complaint]:
    if not text and not kinds:
        return [Complaint("text", "empty")]
    return complaints.of_text(text, MOST_CAPTION if kinds else MOST_TEXT)


def _of_files(kinds: list[AttachmentKind], with_buttons: bool) -> list[Complaint]:
    if len(kinds) > MOST_ATTACHMENTS:
        return [Complaint("files", "too-many-files", count=len(kinds), most=MOST_ATTACHMENTS)]
    found = []
    if len({kind is AttachmentKind.DOCUMENT for kind in kinds}) > 1:
        found.append(Complaint("files", "mixed-album"))
    if len(kinds) > 1 and with_buttons:
        found.append(Complaint("buttons", "album-buttons"))
    return found


def _of_audience(written: str) -> list[Complaint]:
    try:
        Audience.read(written)
    except UnknownAudience:
        return [Complaint("audience", "no-audience")]
    return []
