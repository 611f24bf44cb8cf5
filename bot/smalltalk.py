"""The known pieces of small talk, found one after the other in a clause."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from itertools import product

from bot import phrases
from bot.clauses import clauses_of, tokens_of

Words = tuple[str, ...]


class Piece(Enum):
    GREETING = "greeting"
    THANKS = "thanks"
    FILLER = "filler"
    OPEN = "open"


_LISTS = {
    Piece.FILLER: phrases.FILLERS,
    Piece.OPEN: phrases.OPEN,
    Piece.THANKS: phrases.THANKS,
    Piece.GREETING: phrases.GREETINGS,
}
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
    "姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严武戴莫孔向汤"
)
_TITLES = ("老师", "经理", "工", "总", "哥", "姐", "先生", "女士", "师傅", "主任", "小姐", "老板")
_CHOICES = re.compile(r"\(([^)]*)\)")
_RUN = re.compile(r"([a-z])\1+")


def _spelled_out(pieces: str) -> Iterator[str]:
    """Every alternative that a list of ``phrases`` stands for."""
    for template in re.split(r"[,\n]", re.sub(r"\n {4}", "", pieces)):
        parts = enumerate(_CHOICES.split(template))
        yield from map("".join, product(*(part.split("|") if at % 2 else [part] for at, part in parts)))


def _words(text: str) -> Words:
    return tuple(word for clause in clauses_of(text) for word, _ in tokens_of(clause))


def _pieces() -> dict[Words, Piece]:
    """What stands in two lists counts as of the last."""
    names = [f"{surname}{title}" for surname in _SURNAMES for title in _TITLES] + [f"小{name}" for name in _SURNAMES]
    pieces = {tuple(name): Piece.FILLER for name in names}
    return pieces | {_words(text): piece for piece, listed in _LISTS.items() for text in _spelled_out(listed) if text}


def _lengths(pieces: Iterable[Words]) -> dict[str, tuple[int, ...]]:
    """By the first word, how many words a piece may have, longest first."""
    found = defaultdict(set)
    for words in pieces:
        found[words[0]].add(len(words))
    return {word: tuple(sorted(lengths, reverse=True)) for word, lengths in found.items()}


_PIECES = _pieces()
_LENGTHS = _lengths(_PIECES)
_VOCABULARY = {word for words in _PIECES for word in words}
_SQUEEZED = {_RUN.sub(r"\1", word): word for word in sorted(_VOCABULARY)}


def spelled(word: str) -> str:
    """The known word that is meant by one with letters held down ("helllooo"), else the word itself."""
    if word in _VOCABULARY or not _RUN.search(word):
        return word
    return _SQUEEZED.get(_RUN.sub(r"\1", word), word)


def piece_at(words: Sequence[str], at: int) -> tuple[Piece, int] | None:
    """The longest known piece that begins there, and where it ends."""
    for length in _LENGTHS.get(words[at], ()):
        if piece := _PIECES.get(tuple(words[at : at + length])):
            return piece, at + length
    return None
