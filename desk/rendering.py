"""Telegram's HTML as a page shows it: the same look, and nothing that a page could not bear."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup, escape

from bot.languages import Language
from bot.markup import Start, pieces, visible
from bot.storage.audiences import Audience
from bot.texts import audience_name, lasting, state_name

SHOWN_AS = {
    **dict.fromkeys(("b", "strong"), "strong"),
    **dict.fromkeys(("i", "em"), "em"),
    **dict.fromkeys(("u", "ins"), "u"),
    **dict.fromkeys(("s", "strike", "del"), "s"),
    **{tag: tag for tag in ("code", "pre", "blockquote")},
    "a": "a",
}
_SAFE = re.compile(r"(?:https?|tg|ton|mailto|tel):", re.IGNORECASE)
SHORT = 120


def shown(source: str) -> Markup:
    """With every tag closed; a spoiler is marked, not hidden."""
    written: list[Markup] = []
    open_ones: list[tuple[str, str]] = []
    for piece in pieces(source):
        if isinstance(piece, str):
            written.append(escape(piece))
        elif isinstance(piece, Start):
            name = SHOWN_AS.get(piece.tag, "span")
            written.append(Markup("<{}{}>").format(name, _attributes(piece)))
            open_ones.append((piece.tag, name))
        elif open_ones and open_ones[-1][0] == piece.tag:
            written.append(Markup("</{}>").format(open_ones.pop()[1]))
    written += [Markup("</{}>").format(name) for _, name in reversed(open_ones)]
    return Markup("").join(written)


def beginning(source: str) -> str:
    """The first words, without marks."""
    words = " ".join(visible(source).split())
    return words if len(words) <= SHORT else words[: SHORT - 1] + "…"


def filters(language: Language) -> Mapping[str, Callable[..., Any]]:
    """For templates about broadcasts."""

    def named(audience: Audience, account: str | None = None) -> str:
        return audience_name(language, audience, account)

    return {
        "telegram": shown,
        "beginning": beginning,
        "audience": named,
        "state_name": lambda state: state_name(language, state),
        "lasting": lambda time: lasting(language, time),
        "number": lambda count: f"{count:,}",
    }


def _attributes(start: Start) -> Markup:
    if start.tag in {"span", "tg-spoiler"}:
        return Markup(' class="spoiler"')
    address = (start.attributes.get("href") or "").strip() if start.tag == "a" else ""
    if not _SAFE.match(address):
        return Markup("")
    return Markup(' href="{}" rel="noreferrer" target="_blank"').format(address)
