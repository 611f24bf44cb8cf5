"""The bot and the people it meets, as Telegram shows them."""

from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]

# Telegram's stand-in for an administrator who stays anonymous; acts here where a group has nobody else to act.
ANONYMOUS_ADMIN: Json = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}


@dataclass(slots=True)
class BotAccount:
    """`can_read_all_group_messages` is privacy mode switched off, as with BotFather's /setprivacy."""

    id: int
    first_name: str
    username: str
    can_read_all_group_messages: bool = False

    def as_user(self) -> Json:
        return {"id": self.id, "is_bot": True, "first_name": self.first_name, "username": self.username}

    def as_me(self) -> Json:
        """With the fields that only getMe returns."""
        return {
            **self.as_user(),
            "can_join_groups": True,
            "can_read_all_group_messages": self.can_read_all_group_messages,
            "supports_inline_queries": False,
            "can_connect_to_business": True,
            "has_main_web_app": False,
        }


@dataclass(slots=True)
class Person:
    """`started`: pressed Start once, so the bot may write."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    started: bool = False
    blocked: bool = False
    deactivated: bool = False

    @property
    def phone_number(self) -> str:
        """Made up, from the numbers that are kept for films: nobody has it."""
        return f"+447700900{self.id % 1000:03}"

    def as_user(self) -> Json:
        return {"id": self.id, "is_bot": False, **self._names(), **_given(language_code=self.language_code)}

    def as_chat(self) -> Json:
        return {"id": self.id, "type": "private", **self._names()}

    def as_state(self) -> Json:
        return {
            **self.as_user(),
            "phone_number": self.phone_number,
            "started": self.started,
            "blocked": self.blocked,
            "deactivated": self.deactivated,
        }

    def _names(self) -> Json:
        return {"first_name": self.first_name, **_given(last_name=self.last_name, username=self.username)}


def _given(**fields: str | None) -> Json:
    return {name: value for name, value in fields.items() if value is not None}
