"""An answer is looked through before it goes out: for promises that nothing backs, for blame and for forbidden words.

Pure rules; the words are the office's.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

from bot.office.rules import Rules
from bot.tickets import Ticket

_WRITTEN_TOGETHER = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
"""Chinese, Japanese and Korean: no spaces tell one word from the next."""
_TOGETHER = re.compile(f"[{_WRITTEN_TOGETHER}]")


class Concern(StrEnum):
    PROMISE = "promise"
    """A promise of time while no promised time stands on the ticket."""
    BLAME = "blame"
    FORBIDDEN = "forbidden"


@dataclass(frozen=True, slots=True)
class Objection:
    concern: Concern
    words: tuple[str, ...]
    """As the office wrote them, in its order."""


def check(text: str, rules: Rules, *, promised: bool) -> list[Objection]:
    """``promised``: whether a promise of time is backed (`is_backed`)."""
    read = _plain(text)
    wanted = {
        Concern.PROMISE: () if promised else rules.promising_words,
        Concern.BLAME: rules.blaming_words,
        Concern.FORBIDDEN: rules.forbidden_words,
    }
    found = {concern: tuple(_found(read, words)) for concern, words in wanted.items()}
    return [Objection(concern, words) for concern, words in found.items() if words]


def is_backed(ticket: Ticket, now: datetime) -> bool:
    """Whether a time still ahead stands promised."""
    return ticket.is_open and ticket.promised_at is not None and ticket.promised_at > now


def _found(read: str, words: Iterable[str]) -> Iterable[str]:
    return (word for word in dict.fromkeys(words) if (pattern := _pattern(word)) and pattern.search(read))


@lru_cache(maxsize=2000)
def _pattern(word: str) -> re.Pattern[str] | None:
    """None for one of which nothing can be seen."""
    plain = _plain(word)
    if not plain:
        return None
    # A word of letters with spaces between begins and ends where no letter stands beside it; Chinese beside it is none.
    beside = rf"[^\W{_WRITTEN_TOGETHER}]"
    before = "" if _TOGETHER.match(plain[0]) else f"(?<!{beside})"
    after = "" if _TOGETHER.match(plain[-1]) else f"(?!{beside})"
    return re.compile(before + re.escape(plain) + after)


def _plain(text: str) -> str:
    """Letters of all widths and cases made one, marks that nobody sees left out, and all space made one."""
    seen = "".join(one for one in unicodedata.normalize("NFKC", text) if unicodedata.category(one) != "Cf")
    return " ".join(seen.replace("\u2019", "'").casefold().split())
