"""Words to search by: a text is cut alike when it is indexed and when somebody asks for it. Pure rules."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

# Written without spaces between words: cut into single characters and pairs, as no dictionary knows every name.
_UNSPACED = (
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
_RUN = re.compile(f"([{_UNSPACED}]+)|[^\\W_{_UNSPACED}]+")
_NUMBER = re.compile(r"#?\s*([0-9]{1,18})")
LONGEST = 64
"""Characters of a word that count."""
MOST_ASKED = 32
"""Words of a query that count."""
MOST_READ = 200_000
"""Characters of one ticket that are indexed."""
MOST_BYTES = 400_000
"""Of the words of one ticket: PostgreSQL takes no more than a megabyte, with what it adds to each."""


@dataclass(frozen=True, slots=True)
class Query:
    """All of these are wanted; ``begins``: a word that need only begin like this, as it may not be written out yet."""

    words: tuple[str, ...]
    begins: str | None = None


def words_of(texts: Iterable[str]) -> list[str]:
    """Each once, in the order of their first occurrence; the texts that come first go before where there are many."""
    found: dict[str, None] = {}
    left, room = MOST_READ, MOST_BYTES
    for text in texts:
        for word in _words(text[:left]):
            if word not in found:
                room -= len(word.encode()) + 8
                if room < 0:
                    return list(found)
                found[word] = None
        left -= len(text)
        if left <= 0:
            break
    return list(found)


def asked(text: str) -> Query | None:
    """None where it holds no word at all."""
    words: dict[str, None] = {}
    begins = None
    for run in _RUN.finditer(_folded(text)):
        found, unspaced = run[0], run[1] is not None
        pairs = [found[at : at + 2] for at in range(len(found) - 1)] if unspaced else []
        words |= dict.fromkeys(pairs or [found[:LONGEST]])
        begins = None if unspaced or len(found) < 2 else found[:LONGEST]
    wanted = list(words)[:MOST_ASKED]
    if not wanted:
        return None
    return Query(tuple(word for word in wanted if word != begins), begins)


def number_in(text: str) -> int | None:
    """The number of a ticket, where nothing else was asked for: "123" or "#123"."""
    number = _NUMBER.fullmatch(_folded(text).strip())
    return int(number[1]) if number else None


def _words(text: str) -> Iterator[str]:
    for run in _RUN.finditer(_folded(text)):
        found = run[0]
        if run[1] is None:
            yield found[:LONGEST]
            continue
        yield from found
        for at in range(len(found) - 1):
            yield found[at : at + 2]


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
