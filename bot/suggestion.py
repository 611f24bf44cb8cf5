"""Which category a message probably belongs to: keywords, examples, and what people corrected before."""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

from bot.categories import Category
from bot.examples import EXAMPLES

# As much of a long text as tells its category; it bounds the work.
LONGEST = 1000
# Found by cross-validation (docs/recognition.md): what an unseen trait counts, and the weight of a keyword.
_UNSEEN = 0.3
_KEYWORD = 2.0

_LATIN = re.compile(r"[a-z0-9']+")
_HAN = re.compile("[\u4e00-\u9fff]+")
_DIGIT = re.compile(r"\d")


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text[:LONGEST]).casefold()


def _traits(plain: str) -> set[str]:
    """Words and their parts of 3 and 4 letters, Chinese characters alone and in pairs, ``?`` and ``!``."""
    found = {mark for mark in "?!" if mark in plain}
    for word in _LATIN.findall(_DIGIT.sub("0", plain)):
        found.add(word)
        framed = f"<{word}>"
        found.update(framed[at : at + size] for size in (3, 4) for at in range(len(framed) - size + 1))
    for run in _HAN.findall(plain):
        found.update(run, (run[at : at + 2] for at in range(len(run) - 1)))
    return found


class Suggester:
    """Complement naive Bayes: a category fits when the others' texts make the message's traits unlikely.

    It stays fair to a category with few texts. Texts with a key that is not configured are passed over.
    """

    def __init__(self, categories: Sequence[Category], corrections: Iterable[tuple[str, str]] = ()) -> None:
        """``corrections``: texts with the key that people chose for them."""
        self._learned: Counter[tuple[str, str]] = Counter()
        self.sort_into(categories)
        for text, key in corrections:
            self.learn(text, key)

    def sort_into(self, categories: Sequence[Category]) -> None:
        """Admins changed the categories; what was learned of those that stay is kept."""
        learned = list(self._learned.elements())
        self._keywords = {category.key: [_plain(word) for word in category.keywords] for category in categories}
        self._fallback = "question" if "question" in self._keywords else categories[0].key
        self._seen: dict[str, Counter[str]] = {key: Counter() for key in self._keywords}
        self._all: Counter[str] = Counter()
        self._sizes = dict.fromkeys(self._keywords, 0)
        self._learned = Counter()
        for category in categories:
            for text in (*category.keywords, category.name.zh, category.name.en):
                self._count(text, category.key, 1)
            for text in EXAMPLES.get(category.key, "").strip().splitlines():
                self._count(text, category.key, 1)
        for text, key in learned:
            self.learn(text, key)

    def learn(self, text: str, key: str) -> None:
        if key in self._seen:
            self._learned[text, key] += 1
            self._count(text, key, 1)

    def forget(self, text: str, key: str) -> None:
        """Undoes `learn`, once; what was not learned, or is an example of ours, stays."""
        if (text, key) not in self._learned:
            return
        self._learned[text, key] -= 1
        if not self._learned[text, key]:
            del self._learned[text, key]
        self._count(text, key, -1)

    def _count(self, text: str, key: str, times: int) -> None:
        traits = _traits(_plain(text))
        self._sizes[key] += times * len(traits)
        for counts in (self._seen[key], self._all):
            for trait in traits:
                counts[trait] += times
                if not counts[trait]:
                    # It is unseen again, and its letters are no longer kept.
                    del counts[trait]

    def suggest(self, text: str) -> str:
        """Where nothing is known of the text: the key "question", else the first."""
        plain = _plain(text)
        hits = {key: sum(word in plain for word in words) for key, words in self._keywords.items()}
        known = [trait for trait in _traits(plain) if trait in self._all]
        if not known and not any(hits.values()):
            return self._fallback
        return max(self._seen, key=lambda key: _KEYWORD * hits[key] - self._elsewhere(key, known))

    def _elsewhere(self, key: str, traits: Iterable[str]) -> float:
        """The logarithm of how likely the traits are in texts of all other categories."""
        seen, texts = self._seen[key], self._all
        others = sum(self._sizes.values()) - self._sizes[key] + _UNSEEN * len(texts)
        return sum(math.log((texts[trait] - seen[trait] + _UNSEEN) / others) for trait in traits)
