"""Makes of matplotlib's SVG files elements that a page may hold: without styles, which its policy forbids.

Colours become classes, so that the page's own style sheet has them light or dark; what is not needed goes.
"""

from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from bot.charts.shapes import COLOURS, INK, LINE, SOFT

ELEMENTS = frozenset({"svg", "g", "path", "text", "tspan", "use", "defs", "clipPath", "rect"})
ATTRIBUTES = frozenset({"d", "x", "y", "width", "height", "transform", "viewBox"})
PAINTED = frozenset({"fill", "stroke"})
PROPERTIES = frozenset({"stroke-width", "text-anchor", "font-size", "font-weight", "opacity", "stroke-linecap"})
CLASSES = {INK: "ink", SOFT: "soft", LINE: "line"} | {colour: tone.value for tone, colour in COLOURS.items()}


def element(svg: bytes, title: str, prefix: str) -> str:
    """``prefix``: of its ids, which no other chart of the page has."""
    root = _cleaned(ElementTree.fromstring(svg), prefix)  # noqa: S314 - matplotlib wrote it, with no entities
    root.attrib = {"class": "chart", "viewBox": root.get("viewBox", ""), "role": "img", "aria-label": title}
    return ElementTree.tostring(root, encoding="unicode")


def _cleaned(source: Element, prefix: str) -> Element:
    kept = Element(_plain(source.tag))
    kept.text = source.text if kept.tag in {"text", "tspan"} else None
    for name, value in source.attrib.items():
        _keep(kept, _plain(name), value, prefix)
    kept.extend(_cleaned(child, prefix) for child in source if _plain(child.tag) in ELEMENTS)
    return kept


def _keep(kept: Element, name: str, value: str, prefix: str) -> None:
    if name == "style":
        for declared in value.split(";"):
            what, _, how = declared.partition(":")
            _style(kept, what.strip(), how.strip())
    elif name == "id" and kept.tag in {"path", "clipPath"}:
        kept.set("id", prefix + value)
    elif name == "href" and value.startswith("#"):
        kept.set("href", f"#{prefix}{value[1:]}")
    elif name == "clip-path" and value.startswith("url(#"):
        kept.set("clip-path", f"url(#{prefix}{value[5:]}")
    elif name in ATTRIBUTES:
        kept.set(name, value)


def _style(kept: Element, what: str, how: str) -> None:
    if what in PAINTED and how.lower() in CLASSES:
        kept.set("class", f"{kept.get('class', '')} {what}-{CLASSES[how.lower()]}".strip())
    elif what in PAINTED or what in PROPERTIES:
        kept.set(what, how)


def _plain(name: str) -> str:
    return name.rpartition("}")[2]
