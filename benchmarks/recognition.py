"""What the rules and the suggestion make of the labelled messages: `python -m benchmarks.recognition`.

The figures of docs/recognition.md. The report file is not looked at while rules are written.
"""

import json
import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.categories import CATEGORIES
from bot.recognition import Kind, kind_of
from bot.suggestion import Suggester

DATA = Path(__file__).parents[1] / "tests" / "data"
KINDS = ("greeting", "thanks", "about_move", "matter", "answer")
# An answer is no kind of its own: whether a ticket waits for one, the caller knows.
RIGHT = {
    "greeting": {Kind.GREETING},
    "thanks": {Kind.THANKS},
    "about_move": {Kind.ABOUT_MOVE},
    "matter": {Kind.MATTER},
    "answer": {Kind.MATTER, Kind.UNSURE},
}
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Labelled:
    text: str
    kind: str
    category: str | None
    """Of matters only."""
    language: str
    """zh, en, or mixed: of both, or of neither."""
    hard: bool


def labelled(part: str) -> list[Labelled]:
    """``part``: "develop" or "report"."""
    lines = (DATA / f"messages-{part}.jsonl").read_text(encoding="utf-8").splitlines()
    return [Labelled(**json.loads(line)) for line in lines]


def confusion(messages: Sequence[Labelled]) -> Counter[tuple[str, Kind]]:
    return Counter((message.kind, kind_of(message.text)) for message in messages)


def accuracy(messages: Sequence[Labelled]) -> float:
    return statistics.fmean(kind_of(message.text) in RIGHT[message.kind] for message in messages)


def recall_of_matter(messages: Sequence[Labelled]) -> float:
    """The share of matters that become a ticket or a question, never silence."""
    kinds = [kind_of(message.text) for message in messages if message.kind == "matter"]
    return statistics.fmean(kind in {Kind.MATTER, Kind.UNSURE} for kind in kinds)


def unsure_of_matter(messages: Sequence[Labelled]) -> float:
    return statistics.fmean(kind_of(message.text) is Kind.UNSURE for message in messages if message.kind == "matter")


def matters(part: str) -> list[tuple[str, str]]:
    """Texts with their category."""
    return [(message.text, message.category) for message in labelled(part) if message.category]


def by_keywords(text: str) -> str:
    """The category with the most keywords in the text, else "question": what the suggestion is measured against."""
    hits = {category.key: sum(word in text.lower() for word in category.keywords) for category in CATEGORIES}
    best = max(hits, key=lambda key: hits[key])
    return best if hits[best] else "question"


def category_accuracy(suggest: Callable[[str], str], messages: Sequence[tuple[str, str]]) -> float:
    return statistics.fmean(suggest(text) == category for text, category in messages)


def cross_validated(messages: Sequence[tuple[str, str]]) -> float:
    """Each fifth suggested after the other four were learned; the fifths hold like shares of each category."""
    ordered = sorted(messages, key=lambda message: message[1])
    right = 0.0
    for fold in range(FOLDS):
        rest = [message for at, message in enumerate(ordered) if at % FOLDS != fold]
        held_out = ordered[fold::FOLDS]
        right += category_accuracy(Suggester(CATEGORIES, rest).suggest, held_out) * len(held_out)
    return right / len(ordered)


def confusion_table(messages: Sequence[Labelled]) -> str:
    counts = confusion(messages)
    lines = ["| labelled \\ found | " + " | ".join(Kind) + " |", "| --- |" + " ---: |" * len(Kind)]
    lines += [f"| {kind} | " + " | ".join(str(counts[kind, found]) for found in Kind) + " |" for kind in KINDS]
    return "\n".join(lines)


def _microseconds(do: Callable[[str], object], texts: Sequence[str]) -> float:
    """The median over the texts of the fastest of five runs."""
    fastest = []
    for text in texts:
        runs = []
        for _ in range(5):
            start = time.perf_counter()
            do(text)
            runs.append(time.perf_counter() - start)
        fastest.append(min(runs))
    return statistics.median(fastest) * 1e6


def main() -> None:
    for part in ("develop", "report"):
        messages = labelled(part)
        hard = [message for message in messages if message.hard]
        print(f"\n{part}: {len(messages)} messages, {len(hard)} of them hard\n\n{confusion_table(messages)}\n")
        print(f"accuracy {accuracy(messages):.1%} (hard ones {accuracy(hard):.1%})")
        print(
            f"recall of matter {recall_of_matter(messages):.1%}, matters asked about {unsure_of_matter(messages):.1%}"
        )
    develop, report = matters("develop"), matters("report")
    first_day, corrected = Suggester(CATEGORIES), Suggester(CATEGORIES, develop)
    print("\n| category | develop | report |\n| --- | ---: | ---: |")
    for name, suggest in (("keywords only", by_keywords), ("suggestion, first day", first_day.suggest)):
        print(f"| {name} | {category_accuracy(suggest, develop):.1%} | {category_accuracy(suggest, report):.1%} |")
    after = f"{cross_validated(develop):.1%} (cross-validated) | {category_accuracy(corrected.suggest, report):.1%}"
    print(f"| suggestion, {len(develop)} corrections | {after} |")
    texts = [message.text for message in labelled("develop")]
    print(f"\nmedian µs a message: kind {_microseconds(kind_of, texts):.0f}, category", end=" ")
    print(f"{_microseconds(corrected.suggest, texts):.0f}")


if __name__ == "__main__":
    main()
