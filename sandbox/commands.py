"""The bot's commands: a list for each scope and language, and which one a person sees."""

from typing import Any, NamedTuple

from sandbox.people import Person

Json = dict[str, Any]


class Audience(NamedTuple):
    """A BotCommandScope and a language; chat, user and language are empty where they do not count."""

    scope: str = "default"
    chat_id: int = 0
    user_id: int = 0
    language: str = ""


class Commands:
    def __init__(self) -> None:
        self._lists: dict[Audience, list[Json]] = {}

    def set(self, audience: Audience, commands: list[Json]) -> None:
        self._lists[audience] = commands

    def get(self, audience: Audience) -> list[Json]:
        return self._lists.get(audience, [])

    def remove(self, audience: Audience) -> None:
        self._lists.pop(audience, None)

    def shown_to(self, person: Person) -> list[Json]:
        """In the private chat with the bot: the narrowest scope wins, and in it the person's own language."""
        language = (person.language_code or "")[:2]
        for audience in (Audience("chat", person.id), Audience("all_private_chats"), Audience()):
            for one in (audience._replace(language=language), audience):
                if one in self._lists:
                    return self._lists[one]
        return []
