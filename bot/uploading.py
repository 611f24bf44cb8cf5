"""A port: hands a file to Telegram, so that it can be sent to many without being uploaded for each of them."""

from typing import BinaryIO, Protocol

from bot.content import Attachment, AttachmentKind


class Uploading(Protocol):
    async def upload(self, chat_id: int, kind: AttachmentKind, name: str, file: BinaryIO) -> Attachment:
        """Sends it to one chat, for there is no other way to hand a file over.

        Telegram decides on the kind in the end: a film without sound comes back as a document. Raises PreviewRefused,
        PreviewFailed.
        """
        ...
