"""What people do in the sandbox: press Start, write, edit, react, press buttons."""

import asyncio
import re
from collections.abc import Sequence
from typing import Any

from sandbox.chats import Chat
from sandbox.contents import Part, file_parts, other_part, text_parts
from sandbox.entities import with_automatic
from sandbox.errors import RefusedAct
from sandbox.media import SentFile
from sandbox.messages import StoredMessage
from sandbox.people import Person
from sandbox.population import Population
from sandbox.state import Query

Json = dict[str, Any]

_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
_OTHER_CONTENT = ("contact", "location", "poll", "dice", "venue")


class World(Population):
    """The control API calls these; so do tests in the same process. What Telegram would not let a person do raises
    RefusedAct."""

    def start(self, user_id: int, payload: str | None = None) -> StoredMessage:
        """The person presses Start, or a link with a payload; this also unblocks."""
        if payload and not _PAYLOAD.fullmatch(payload):
            raise RefusedAct("a start link carries up to 64 of A-Z, a-z, 0-9, _ and -", status=400)
        self.unblock(user_id)
        return self.say(user_id, user_id, f"/start {payload}" if payload else "/start")[0]

    def say(
        self,
        chat_id: int,
        from_id: int,
        text: str | None = None,
        *,
        entities: Sequence[Json] | None = None,
        caption: str | None = None,
        reply_to_message_id: int | None = None,
        message_thread_id: int | None = None,
        business_connection_id: str | None = None,
        forward_origin: Json | None = None,
        date: int | None = None,
        files: Sequence[SentFile] = (),
        **others: Json | None,
    ) -> list[StoredMessage]:
        """`others`: contact, location, poll, dice, venue. One message for each part, in order."""
        if unknown := sorted(set(others) - set(_OTHER_CONTENT)):
            raise RefusedAct(f"no such content: {', '.join(unknown)}", status=400)
        chat, person = self.chat(chat_id, business_connection_id), self.person(from_id)
        parts = file_parts(self.files, files, caption, str(next(self.numbers) + 13_000_000_000))
        parts += text_parts(text, entities) if text else []
        parts += [other_part(kind, given, next(self.numbers)) for kind, given in others.items() if given is not None]
        if not parts:
            raise RefusedAct("nothing to send", status=400)
        self._check_may_write(chat, person, parts, message_thread_id)
        reply_to = chat.message(reply_to_message_id)
        if reply_to_message_id is not None and reply_to is None:
            raise RefusedAct(f"no message {reply_to_message_id} to reply to", status=404)
        origin = {"forward_origin": forward_origin} if forward_origin else {}
        if chat.id == person.id and chat.business is None:
            person.started = True
        return [
            self.post(
                chat,
                person.as_user(),
                {**part.content, **origin},
                thread_id=message_thread_id,
                reply_to=reply_to,
                date=date,
            )
            for part in parts
        ]

    def edit(
        self,
        chat_id: int,
        message_id: int,
        text: str | None = None,
        *,
        caption: str | None = None,
        business_connection_id: str | None = None,
    ) -> StoredMessage:
        """A person edits their own message."""
        chat = self.chat(chat_id, business_connection_id)
        stored = chat.message(message_id)
        if stored is None or stored.from_bot:
            raise RefusedAct(f"no message {message_id} of a person's", status=404)
        name, new = ("caption", caption) if text is None else ("text", text)
        if not new or (name == "text" and "text" not in stored.body):
            raise RefusedAct("nothing to change in this message", status=400)
        marks = "entities" if name == "text" else "caption_entities"
        self.change(chat, stored, {name: new, marks: with_automatic(new, ()) or None})
        return stored

    def delete(self, chat_id: int, message_ids: Sequence[int], *, business_connection_id: str | None = None) -> None:
        """People delete messages. Bots are told in business chats only."""
        chat = self.chat(chat_id, business_connection_id)
        gone = [stored for message_id in message_ids if (stored := chat.message(message_id))]
        self.remove(chat, gone)
        if gone and chat.business is not None and chat.business.enabled:
            ids = [stored.id for stored in gone]
            body = {"business_connection_id": chat.business.id, "chat": chat.as_chat(), "message_ids": ids}
            self.updates.add("deleted_business_messages", body)

    def react(self, chat_id: int, message_id: int, user_id: int, emoji: str | None) -> None:
        """A person reacts; bots hear of it where they are administrators, and if they asked for it."""
        chat, person = self.chat(chat_id), self.person(user_id)
        if chat.message(message_id) is None:
            raise RefusedAct(f"no message {message_id}", status=404)
        if chat.is_private or self.bot_member(chat).status == "administrator":
            body = {
                "chat": chat.as_chat(),
                "message_id": message_id,
                "user": person.as_user(),
                "date": self.timestamp(),
                "old_reaction": [],
                "new_reaction": [{"type": "emoji", "emoji": emoji}] if emoji else [],
            }
            self.updates.add("message_reaction", body)

    def press(
        self, chat_id: int, message_id: int, user_id: int, data: str, business_connection_id: str | None = None
    ) -> str:
        """A person presses a button; returns the callback query's id. Any data passes: clients can forge it."""
        chat, person = self.chat(chat_id, business_connection_id), self.person(user_id)
        stored = chat.message(message_id)
        if stored is None or not stored.from_bot:
            raise RefusedAct(f"no message {message_id} with buttons", status=404)
        self._check_may_press(chat, person)
        query = Query(str(9_000_000_000 + next(self.numbers)), self.now())
        self.queries[query.id] = query
        body = {
            "id": query.id,
            "from": person.as_user(),
            "message": stored.body,
            "chat_instance": str(chat.id),
            "data": data,
        }
        self.updates.add("callback_query", body)
        return query.id

    async def answer_to(self, callback_query_id: str, wait: float = 0) -> Json | None:
        """What the bot answers to a press, waiting so many seconds for it: {text, show_alert, url}."""
        query = self.queries[callback_query_id]
        if not query.answered.is_set() and wait > 0:
            try:
                await asyncio.wait_for(query.answered.wait(), wait)
            except TimeoutError:
                return None
        return query.answer

    def _check_may_press(self, chat: Chat, person: Person) -> None:
        if chat.business is not None:
            if person not in (chat.person, chat.business.owner):
                raise RefusedAct("not a person of this chat")
            if not chat.business.enabled:
                raise RefusedAct("the account is no longer connected to the bot")
        elif chat.person is not person and not self.member(chat, person.id).present:
            raise RefusedAct("not a member of this chat")

    def _check_may_write(self, chat: Chat, person: Person, parts: Sequence[Part], thread_id: int | None) -> None:
        if person.deactivated:
            raise RefusedAct("the account is deleted")
        if chat.business is not None:
            if person not in (chat.person, chat.business.owner):
                raise RefusedAct("not a person of this chat")
            return
        if chat.is_private:
            if chat.person is not person:
                raise RefusedAct("this is somebody else's private chat")
            if person.blocked:
                raise RefusedAct("the person has blocked the bot: press Start first")
            return
        if chat.migrated_to is not None or chat.deleted:
            raise RefusedAct("this group is gone", status=400)
        member = self.member(chat, person.id)
        if not member.present:
            raise RefusedAct("not a member of this chat")
        if thread_id is not None and thread_id not in chat.topics:
            raise RefusedAct(f"no such topic: {thread_id}", status=404)
        if member.status == "administrator":
            return
        for part in parts:
            if not (chat.permissions.get(part.permission) and member.permissions.get(part.permission, True)):
                raise RefusedAct(f"members may not write here ({part.permission})")
        if thread_id is not None and chat.topics[thread_id].closed:
            raise RefusedAct("the topic is closed")
