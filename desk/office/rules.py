"""Rules: when a ticket goes up a level, when customers are called back, and what answers should not say."""

from collections.abc import Sequence
from typing import Any

from bot.office.documents import Document
from bot.office.office import Office
from bot.office.rules import Rules
from desk.office.sheet import Reading, Row, words

NUMBERS = ("accept_within_minutes", "follow_up_days")
SWITCHES = ("slipped_promise", "low_rating", "complaints")
LISTS = ("manager_words", "urgent_words", "promising_words", "blaming_words", "forbidden_words")


class RulesSheet:
    document = Document.RULES
    texts = frozenset(LISTS)
    is_ordered = False

    def blank(self, office: Office) -> None:
        return None

    def is_blank(self, row: Row) -> bool:
        return False

    def written(self, value: Rules, office: Office) -> list[Row]:
        row = {name: str(getattr(value, name)) for name in NUMBERS}
        row |= {name: "yes" if getattr(value, name) else "" for name in SWITCHES}
        return [row | {name: "\n".join(getattr(value, name)) for name in LISTS}]

    def read(self, rows: Sequence[Row], office: Office) -> Reading:
        row = rows[0] if rows else {}
        raw: dict[str, Any] = {name: row.get(name, "") for name in NUMBERS}
        raw |= {name: bool(row.get(name)) for name in SWITCHES}
        return Reading(raw | {name: words(row.get(name, "")) for name in LISTS})


RULES = RulesSheet()
