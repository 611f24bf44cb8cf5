"""A message as the sandbox keeps it: Telegram's own object plus what became of it."""

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

# What makes a message one that tells of an event; nobody wrote it.
SERVICE_FIELDS = frozenset(
    {
        "new_chat_members",
        "left_chat_member",
        "new_chat_title",
        "group_chat_created",
        "migrate_to_chat_id",
        "migrate_from_chat_id",
        "pinned_message",
        "forum_topic_created",
        "forum_topic_closed",
        "forum_topic_reopened",
    }
)
# What a message carries besides its frame; a copy takes these along.
CONTENT_FIELDS = (
    "text",
    "entities",
    "link_preview_options",
    "animation",
    "audio",
    "document",
    "photo",
    "sticker",
    "video",
    "video_note",
    "voice",
    "caption",
    "caption_entities",
    "show_caption_above_media",
    "has_media_spoiler",
    "contact",
    "dice",
    "poll",
    "venue",
    "location",
)


@dataclass(slots=True)
class StoredMessage:
    """`client_markup`: a reply keyboard, its end, or the wish for a reply. Clients obey it; no message shows it."""

    body: Json
    from_bot: bool
    client_markup: Json | None = None
    deleted: bool = False
    read: bool = False
    bot_reaction: list[Json] = field(default_factory=list)

    @property
    def id(self) -> int:
        return int(self.body["message_id"])

    @property
    def is_service(self) -> bool:
        return not SERVICE_FIELDS.isdisjoint(self.body)

    def content(self) -> Json:
        return {name: self.body[name] for name in CONTENT_FIELDS if name in self.body}

    def quoted(self) -> Json:
        """As another message shows it: Telegram goes one level deep."""
        return {name: value for name, value in self.body.items() if name not in {"reply_to_message", "external_reply"}}

    def listed(self) -> Json:
        """As the control API shows it."""
        return {
            **self.body,
            "deleted": self.deleted,
            "edited": "edit_date" in self.body,
            "from_bot": self.from_bot,
            "client_markup": self.client_markup,
            "bot_reaction": list(self.bot_reaction),
        }
