"""The places where people and the bot write: private chats, business chats, groups with topics."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sandbox.members import ABSENT, DEFAULT_PERMISSIONS, Member
from sandbox.messages import StoredMessage
from sandbox.people import Person

Json = dict[str, Any]


@dataclass(slots=True)
class Topic:
    message_thread_id: int
    name: str
    closed: bool = False


@dataclass(slots=True)
class Business:
    """A person's own account that lets the bot read and answer its private chats; once ended it stays so."""

    id: str
    owner: Person
    date: int
    rights: dict[str, bool]
    enabled: bool = True

    def as_connection(self) -> Json:
        return {
            "id": self.id,
            "user": self.owner.as_user(),
            "user_chat_id": self.owner.id,
            "date": self.date,
            "rights": dict(self.rights),
            "is_enabled": self.enabled,
        }


@dataclass(slots=True)
class Chat:
    """`person` is the other side of a private chat; with `business` it is that account's chat, not the bot's."""

    id: int
    type: str
    title: str = ""
    username: str | None = None
    is_forum: bool = False
    person: Person | None = None
    business: Business | None = None
    members: dict[int, Member] = field(default_factory=dict)
    permissions: dict[str, bool] = field(default_factory=lambda: dict(DEFAULT_PERMISSIONS))
    topics: dict[int, Topic] = field(default_factory=dict)
    general_closed: bool = False
    """Of a forum: the topic that each has, which is none of its `topics`."""
    messages: dict[int, StoredMessage] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    migrated_to: int | None = None
    deleted: bool = False

    @property
    def is_private(self) -> bool:
        return self.person is not None

    @property
    def place(self) -> Json:
        """How events name it: a business chat has the id of the customer's private chat with the bot."""
        business = {"business_connection_id": self.business.id} if self.business is not None else {}
        return {"chat_id": self.id, **business}

    def member(self, user_id: int) -> Member:
        return self.members.get(user_id, ABSENT)

    def message(self, message_id: int | None) -> StoredMessage | None:
        """A message that is still there."""
        stored = self.messages.get(message_id or 0)
        return None if stored is None or stored.deleted else stored

    def pinned_messages(self) -> Iterator[StoredMessage]:
        """The newest pin first."""
        return (self.messages[message_id] for message_id in reversed(self.pinned))

    def as_chat(self) -> Json:
        if self.person is not None:
            return self.person.as_chat()
        shown: Json = {"id": self.id, "type": self.type, "title": self.title}
        if self.username is not None:
            shown["username"] = self.username
        if self.is_forum:
            shown["is_forum"] = True
        return shown

    def as_state(self) -> Json:
        shown: Json = {
            "id": self.id,
            "type": self.type,
            "title": self.title or (self.person.first_name if self.person else ""),
            "username": self.username,
            "is_forum": self.is_forum,
            "topics": [
                {"message_thread_id": topic.message_thread_id, "name": topic.name, "closed": topic.closed}
                for topic in self.topics.values()
            ],
            "members": [{"user_id": user_id, "status": member.status} for user_id, member in self.members.items()],
            "permissions": {} if self.is_private else dict(self.permissions),
            "pinned_message_ids": list(self.pinned),
            "migrated_to": self.migrated_to,
        }
        if self.business is not None:
            shown |= {
                "business_connection_id": self.business.id,
                "owner_id": self.business.owner.id,
                "connected": self.business.enabled,
            }
        return shown
