"""What a message is: small talk, a question about the move, a matter, or unsure. Pure rules for Chinese and English.

A matter must never be taken for small talk. So a message is small talk only when it consists of known pieces and
nothing else; what holds one unknown word is a matter.
"""

import re
from collections.abc import Iterator
from enum import StrEnum

from bot.clauses import clauses_of, tokens_of
from bot.movequestions import AboutMove, about_move
from bot.smalltalk import Piece, piece_at, spelled

# No small talk is longer; this also bounds the work that a hostile text can cause.
LONGEST = 160
# Question marks that belong to no word: "hello, ???" waits for something.
_BARE_QUESTION = re.compile(r"(?:^|[^\w?？])[?？]{2,}")
# After these comes a name.
_CALLS = frozenset(["hi", "hello", "hey", "dear", "morning", "afternoon", "evening", "thanks", "thx", "cheers", "you"])


class Kind(StrEnum):
    GREETING = "greeting"
    THANKS = "thanks"
    """Or an acknowledgement, praise, "it works now", a farewell: nothing to do. Where a ticket waits for the customer,
    an acknowledgement may be the answer: that is for the caller to see."""
    ABOUT_MOVE = "about_move"
    MATTER = "matter"
    """Or an answer to staff: an open ticket or a quote tells."""
    UNSURE = "unsure"
    """To be asked with one tap: is this a new matter?"""


class _Other(StrEnum):
    GUESS = "guess"
    """A short number alone, perhaps a choice that staff offered, or one word after a greeting: "hi Anna", "hi SSL"."""
    UNKNOWN = "unknown"


def kind_of(text: str) -> Kind:
    if len(text) > LONGEST:
        return Kind.MATTER
    found: set[Piece | AboutMove | _Other] = {Piece.OPEN} if _BARE_QUESTION.search(text) else set()
    for clause in clauses_of(text):
        found.update(_parts(clause))
        if _Other.UNKNOWN in found:
            return Kind.MATTER
    return _whole(found, asked="?" in text or "？" in text)


def _whole(found: set[Piece | AboutMove | _Other], *, asked: bool) -> Kind:
    if found & {Piece.OPEN, AboutMove.AMBIGUOUS, _Other.GUESS}:
        return Kind.UNSURE
    if AboutMove.QUESTION in found:
        return Kind.ABOUT_MOVE
    if AboutMove.ASIDE in found:
        return Kind.MATTER
    if Piece.THANKS in found:
        # "Solved?" and "ok??" ask for something.
        return Kind.UNSURE if asked else Kind.THANKS
    return Kind.GREETING if Piece.GREETING in found else Kind.UNSURE


def _parts(clause: str) -> Iterator[Piece | AboutMove | _Other]:
    """What a clause is made of, up to the first unknown part."""
    tokens = tokens_of(clause)
    words = [spelled(word) for word, _ in tokens]
    at = 0
    while at < len(words):
        if move := about_move(clause[tokens[at][1] :]):
            yield move
            return
        if known := piece_at(words, at):
            piece, at = known
            yield piece
            continue
        word, last = words[at], at == len(words) - 1
        if not word.isalnum():  # an emoji that says nothing to us
            yield Piece.OPEN
            at += 1
        elif last and (word.isdigit() and len(word) <= 2 if at == 0 else word.isalpha() and words[at - 1] in _CALLS):
            yield _Other.GUESS
            return
        else:
            yield _Other.UNKNOWN
            return
