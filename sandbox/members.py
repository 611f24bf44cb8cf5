"""Who is what in a group: status, an administrator's rights, a restricted member's permissions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

SENDING_PERMISSIONS = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
)
_OTHER_PERMISSIONS = (
    "can_react_to_messages",
    "can_edit_tag",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
)
PERMISSIONS = SENDING_PERMISSIONS + _OTHER_PERMISSIONS
# What a new group allows its members.
DEFAULT_PERMISSIONS: Mapping[str, bool] = {
    name: name not in {"can_edit_tag", "can_change_info", "can_pin_messages", "can_manage_topics"}
    for name in PERMISSIONS
}
_REQUIRED_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_send_welcome_messages",
)
RIGHTS = (*_REQUIRED_RIGHTS, "can_pin_messages", "can_manage_topics", "is_anonymous")
# What a new administrator may do unless told otherwise.
DEFAULT_RIGHTS: Mapping[str, bool] = {name: name not in {"can_promote_members", "is_anonymous"} for name in RIGHTS}


@dataclass(slots=True)
class Member:
    """`status` is one of administrator, member, restricted, left, kicked; `until` is Unix time, 0 for ever."""

    status: str
    rights: dict[str, bool] = field(default_factory=dict)
    permissions: dict[str, bool] = field(default_factory=dict)
    until: int = 0

    @property
    def present(self) -> bool:
        return self.status in {"administrator", "member", "restricted"}

    def may(self, right: str) -> bool:
        """Whether this administrator has `right`; others have none."""
        return self.status == "administrator" and self.rights.get(right, False)

    def as_chat_member(self, user: Json) -> Json:
        shown: Json = {"status": self.status, "user": user}
        if self.status == "administrator":
            shown |= {"can_be_edited": False, **self.rights}
        elif self.status == "restricted":
            shown |= {"is_member": True, **self.permissions, "until_date": self.until}
        elif self.status == "kicked":
            shown["until_date"] = self.until
        return shown


ABSENT = Member("left")


def administrator(rights: Mapping[str, bool] | None = None) -> Member:
    return Member("administrator", {**DEFAULT_RIGHTS, **(rights or {})})
