"""The people and the groups that there are, and how they come, go and change."""

from collections.abc import Mapping, Sequence
from typing import Any

from sandbox.accounts import Accounts
from sandbox.chats import Chat, Topic
from sandbox.errors import RefusedAct
from sandbox.members import RIGHTS, Member, administrator
from sandbox.people import Person

Json = dict[str, Any]

_FIRST_PERSON, _FIRST_GROUP, _FIRST_SUPERGROUP = 700_000_000, -4_000_000_000, -1_002_000_000_000


class Population(Accounts):
    """What Telegram would not let happen raises RefusedAct."""

    def add_user(
        self,
        first_name: str,
        *,
        id: int | None = None,
        last_name: str | None = None,
        username: str | None = None,
        language_code: str | None = None,
        started: bool = False,
    ) -> Person:
        user_id = id if id is not None else _FIRST_PERSON + next(self.numbers)
        if user_id in self.chats or user_id <= 0 or user_id == self.bot.id:
            raise RefusedAct(f"id {user_id} is taken or no user's", status=400)
        person = Person(user_id, first_name, last_name, username, language_code, started)
        self.people[user_id] = person
        self.chats[user_id] = Chat(user_id, "private", person=person)
        self.events.tell("user", user=person.as_state())
        return person

    def add_chat(
        self,
        title: str,
        *,
        id: int | None = None,
        type: str = "supergroup",
        members: Sequence[int] = (),
        admins: Sequence[int] = (),
        bot: str = "administrator",
        bot_rights: Mapping[str, bool] | None = None,
        is_forum: bool = False,
        topics: Sequence[str] = (),
        username: str | None = None,
    ) -> Chat:
        """`bot`: administrator, member or none. Topics make it a forum."""
        if type not in {"group", "supergroup"} or bot not in {"administrator", "member", "none"}:
            raise RefusedAct(f"no such chat: type {type}, bot {bot}", status=400)
        first = _FIRST_SUPERGROUP if type == "supergroup" else _FIRST_GROUP
        chat_id = id if id is not None else first - next(self.numbers)
        if chat_id in self.chats or chat_id >= 0:
            raise RefusedAct(f"id {chat_id} is taken or no group's", status=400)
        for user_id in (*members, *admins):
            self.person(user_id)
        bot_member = _member(bot, bot_rights)
        chat = Chat(chat_id, type, title, username, is_forum or bool(topics))
        chat.members = {user_id: Member("member") for user_id in members}
        chat.members |= {user_id: administrator() for user_id in admins}
        self.chats[chat_id] = chat
        for name in topics:
            self.add_topic(chat, name)
        self.events.tell("chat", chat=chat.as_state())
        if bot != "none":
            created = {"group_chat_created": True} if type == "group" else None
            self.change_member(chat, self.bot.id, bot_member, service=created)
        return chat

    def add_topic(self, chat: Chat, name: str, creator: Json | None = None) -> Topic:
        """The topic's number is that of the message about its creation."""
        content = {"forum_topic_created": {"name": name, "icon_color": 7322096}}
        created = self.post(chat, creator or self.actor_in(chat), content, opens_topic=True)
        return chat.topics.setdefault(created.id, Topic(created.id, name))

    def chat(self, chat_id: int, business_connection_id: str | None = None) -> Chat:
        """The bot's own chat, or the chat of that business account with the same person."""
        if business_connection_id is not None:
            return self.business_chat(chat_id, business_connection_id)
        if (chat := self.chats.get(chat_id)) is None:
            raise RefusedAct(f"no such chat: {chat_id}", status=404)
        return chat

    def set_member(
        self,
        chat_id: int,
        user_id: int,
        status: str,
        *,
        rights: Mapping[str, bool] | None = None,
        by: int | None = None,
    ) -> None:
        """`status`: member, administrator, left or kicked; `by`: who does it, when not the user or the first admin."""
        chat = self.chat(chat_id)
        if chat.is_private or status not in {"member", "administrator", "left", "kicked"}:
            raise RefusedAct(f"no such membership: {status} in {chat.type} chat", status=400)
        if user_id != self.bot.id:
            self.person(user_id)
        actor = self.person(by).as_user() if by is not None else None
        if status == "kicked":
            actor = actor or self.actor_in(chat)
        self.change_member(chat, user_id, _member(status, rights), actor)

    def upgrade(self, chat_id: int) -> Chat:
        """A basic group becomes a supergroup under a new id; both sides hear of it."""
        old = self.chat(chat_id)
        if old.type != "group" or old.migrated_to is not None:
            raise RefusedAct("only a basic group can be upgraded, and once", status=400)
        new = Chat(_FIRST_SUPERGROUP - next(self.numbers), "supergroup", old.title)
        new.members, new.permissions = dict(old.members), dict(old.permissions)
        self.chats[new.id] = new
        actor = self.actor_in(old)
        self.post(old, actor, {"migrate_to_chat_id": new.id})
        self.post(new, actor, {"migrate_from_chat_id": old.id})
        old.migrated_to = new.id
        self.events.tell("chat", chat=old.as_state())
        self.events.tell("chat", chat=new.as_state())
        return new

    def delete_chat(self, chat_id: int) -> None:
        chat = self.chat(chat_id)
        if chat.is_private:
            raise RefusedAct("only a group can be deleted", status=400)
        chat.deleted = True
        self.events.tell("chat", chat=chat.as_state())

    def block(self, user_id: int) -> None:
        self._set_blocked(self.person(user_id), True)

    def unblock(self, user_id: int) -> None:
        self._set_blocked(self.person(user_id), False)

    def deactivate(self, user_id: int) -> None:
        """The account is deleted. Telegram tells bots nothing; they learn it when they write."""
        person = self.person(user_id)
        person.deactivated = True
        self.events.tell("user", user=person.as_state())

    def _set_blocked(self, person: Person, blocked: bool) -> None:
        if person.blocked == blocked:
            return
        person.blocked = blocked
        bot, chat = self.bot.as_user(), self.chats[person.id]
        sides = [Member("member").as_chat_member(bot), Member("kicked").as_chat_member(bot)]
        old, new = sides if blocked else reversed(sides)
        self.updates.add("my_chat_member", self.membership(chat, person.as_user(), old, new))
        self.events.tell("user", user=person.as_state())


def _member(status: str, rights: Mapping[str, bool] | None) -> Member:
    if unknown := sorted(set(rights or ()) - set(RIGHTS)):
        raise RefusedAct(f"no such right: {', '.join(unknown)}", status=400)
    return administrator(rights) if status == "administrator" else Member(status)
