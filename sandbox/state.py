"""All that the sandbox remembers, and how a message, a change or a membership comes about in it."""

import asyncio
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sandbox.chats import Business, Chat
from sandbox.commands import Commands
from sandbox.errors import RefusedAct
from sandbox.events import Events
from sandbox.files import FileStore
from sandbox.members import Member
from sandbox.messages import StoredMessage
from sandbox.people import ANONYMOUS_ADMIN, BotAccount, Person
from sandbox.updates import Updates

Json = dict[str, Any]

_QUERY_LIFETIME = timedelta(minutes=15)


@dataclass(slots=True)
class Query:
    """A press of a button that waits for its answer; `answer` stays None when the bot answers without words."""

    id: str
    at: datetime
    answer: Json | None = None
    answered: asyncio.Event = field(default_factory=asyncio.Event)


class State:
    """`violations` collects where an update breaks the specification; None: do not look."""

    def __init__(self, bot: BotAccount, now: Callable[[], datetime], violations: list[str] | None = None) -> None:
        self.bot = bot
        self.now = now
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.businesses: dict[str, Business] = {}
        self.business_chats: dict[tuple[int, int], Chat] = {}
        self.queries: dict[str, Query] = {}
        self.commands = Commands()
        self.menu_buttons: dict[int | None, Json] = {}
        self.files = FileStore(now)
        self.events = Events()
        self.updates = Updates(violations)
        self.numbers = itertools.count(1)
        self._message_ids = itertools.count(1)
        self._supergroup_message_ids: dict[int, itertools.count[int]] = {}

    def timestamp(self) -> int:
        return int(self.now().timestamp())

    def person(self, user_id: int) -> Person:
        if (person := self.people.get(user_id)) is None:
            raise RefusedAct(f"no such user: {user_id}", status=404)
        return person

    def user(self, user_id: int) -> Json | None:
        """The Telegram User of a person or of the bot."""
        if user_id == self.bot.id:
            return self.bot.as_user()
        person = self.people.get(user_id)
        return person.as_user() if person else None

    def member(self, chat: Chat, user_id: int) -> Member:
        """As of now: what was limited in time may be over."""
        member = chat.member(user_id)
        if 0 < member.until <= self.timestamp():
            member = Member("member" if member.status == "restricted" else "left")
            chat.members[user_id] = member
        return member

    def bot_member(self, chat: Chat) -> Member:
        return self.member(chat, self.bot.id)

    def next_message_id(self, chat: Chat) -> int:
        """Supergroups count for themselves; private chats and basic groups share one sequence."""
        if chat.type == "supergroup":
            return next(self._supergroup_message_ids.setdefault(chat.id, itertools.count(1)))
        return next(self._message_ids)

    def live_query(self, query_id: str) -> Query | None:
        """A query that may still be answered."""
        query = self.queries.get(query_id)
        if query is None or query.answered.is_set() or self.now() - query.at > _QUERY_LIFETIME:
            return None
        return query

    def post(
        self,
        chat: Chat,
        sender: Json,
        content: Json,
        *,
        thread_id: int | None = None,
        reply_to: StoredMessage | None = None,
        date: int | None = None,
        opens_topic: bool = False,
        client_markup: Json | None = None,
    ) -> StoredMessage:
        """A new message, told to onlookers and, where Telegram would, to the bot. One that opens a topic numbers it."""
        body: Json = {"message_id": self.next_message_id(chat), "from": sender, "chat": chat.as_chat()}
        body["date"] = self.timestamp() if date is None else date
        if chat.business is not None:
            body["business_connection_id"] = chat.business.id
        if opens_topic:
            thread_id = body["message_id"]
        if thread_id is not None:
            body |= {"message_thread_id": thread_id, "is_topic_message": True}
        if reply_to is not None:
            body["reply_to_message"] = reply_to.quoted()
        by_bot = sender["id"] == self.bot.id or "sender_business_bot" in content
        stored = StoredMessage({**body, **content}, from_bot=by_bot, client_markup=client_markup)
        chat.messages[stored.id] = stored
        self.events.tell("message", message=stored.listed())
        # What the bot does in an account's name it is not told of, not even as a service message.
        if not by_bot or (stored.is_service and chat.business is None):
            self._tell_bot(chat, stored, "message")
        return stored

    def change(self, chat: Chat, stored: StoredMessage, content: Json, *, dated: bool = True) -> None:
        """Replaces `content` in a message; a field set to None goes away. A person's edit is told to the bot."""
        for name, value in content.items():
            if value is None:
                stored.body.pop(name, None)
            else:
                stored.body[name] = value
        if dated:
            stored.body["edit_date"] = self.timestamp()
        self.events.tell("edit", message=stored.listed())
        if dated and not stored.from_bot:
            self._tell_bot(chat, stored, "edited_message")

    def remove(self, chat: Chat, messages: list[StoredMessage]) -> None:
        for stored in messages:
            stored.deleted = True
            if stored.id in chat.pinned:
                chat.pinned.remove(stored.id)
        self.events.tell("delete", message_ids=[stored.id for stored in messages], **chat.place)

    def change_member(
        self, chat: Chat, user_id: int, new: Member, actor: Json | None = None, service: Json | None = None
    ) -> None:
        """A membership changes: the update about it first, then the service message, as in Telegram.

        `service` takes the place of new_chat_members."""
        user = self.user(user_id)
        old = self.member(chat, user_id)
        if user is None or old == new:
            return
        chat.members[user_id] = new
        actor = actor or (user if user_id != self.bot.id else self.actor_in(chat))
        kind = "my_chat_member" if user_id == self.bot.id else "chat_member"
        if kind == "my_chat_member" or self.bot_member(chat).status == "administrator":
            self.updates.add(kind, self.membership(chat, actor, old.as_chat_member(user), new.as_chat_member(user)))
        if new.present and not old.present:
            self.post(chat, actor, service or {"new_chat_members": [user]})
        elif old.present and not new.present:
            self.post(chat, actor, {"left_chat_member": user})
        self.events.tell("chat", chat=chat.as_state())

    def membership(self, chat: Chat, actor: Json, old: Json, new: Json) -> Json:
        """A ChatMemberUpdated."""
        return {
            "chat": chat.as_chat(),
            "from": actor,
            "date": self.timestamp(),
            "old_chat_member": old,
            "new_chat_member": new,
        }

    def actor_in(self, chat: Chat) -> Json:
        """Whoever acts in a group when a test does not say: its first administrator, else an anonymous one."""
        people = (person for user_id, person in self.people.items() if chat.member(user_id).status == "administrator")
        first = next(people, None)
        return first.as_user() if first else ANONYMOUS_ADMIN

    def _tell_bot(self, chat: Chat, stored: StoredMessage, kind: str) -> None:
        if self._bot_hears(chat, stored):
            if chat.business is not None:
                kind = "business_message" if kind == "message" else "edited_business_message"
            self.updates.add(kind, stored.body)

    def _bot_hears(self, chat: Chat, stored: StoredMessage) -> bool:
        if chat.business is not None:
            return chat.business.enabled
        if chat.is_private:
            return True
        member = self.bot_member(chat)
        if not member.present:
            return False
        if stored.is_service or member.status == "administrator" or self.bot.can_read_all_group_messages:
            return True
        # Privacy mode: only commands that may be meant for the bot, and answers to what it wrote.
        replied_to = stored.body.get("reply_to_message", {}).get("from", {}).get("id")
        return replied_to == self.bot.id or self._is_command_for_bot(stored.body)

    def _is_command_for_bot(self, body: Json) -> bool:
        for entity in body.get("entities", ()):
            if entity["type"] == "bot_command" and entity["offset"] == 0:
                _, _, addressee = body["text"][: entity["length"]].partition("@")
                return addressee.lower() in {"", self.bot.username.lower()}
        return False
