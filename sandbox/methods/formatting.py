"""Text and caption parameters: parse mode or entities, automatic links, lengths."""

from collections.abc import Mapping, Sequence
from typing import Any

from sandbox import markup_html, markup_markdown
from sandbox.contents import CAPTION_LIMIT, TEXT_LIMIT
from sandbox.entities import checked, trimmed, utf16, with_automatic
from sandbox.errors import bad_request
from sandbox.methods.call import Call

Json = dict[str, Any]


def text_content(call: Call) -> Json:
    """The fields of a text message."""
    text, entities = formatted(call, call.params, call.params["text"], "entities")
    if not text:
        raise bad_request("text must be non-empty")
    if utf16(text) > TEXT_LIMIT:
        raise bad_request("message is too long")
    content: Json = {"text": text}
    if entities:
        content["entities"] = entities
    if preview := call.params.get("link_preview_options"):
        content["link_preview_options"] = preview
    return content


def caption_content(call: Call, params: Mapping[str, Any]) -> Json:
    """The fields of a caption, none when there is none. `params`: the call's own, or those of one item of an album."""
    text, entities = formatted(call, params, params.get("caption", ""), "caption_entities")
    if utf16(text) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    content: Json = {"caption": text} if text else {}
    if entities:
        content["caption_entities"] = entities
    if text and params.get("show_caption_above_media"):
        content["show_caption_above_media"] = True
    if params.get("has_spoiler"):
        content["has_media_spoiler"] = True
    return content


def formatted(call: Call, params: Mapping[str, Any], source: str, entities_name: str) -> tuple[str, list[Json]]:
    """Text without markup, and its entities in reading order. Lengths count in UTF-16 units, the stricter way."""
    mode = params.get("parse_mode", "").lower()
    if mode == "html":
        text, entities = markup_html.parse(source)
    elif mode == "markdownv2":
        text, entities = markup_markdown.parse(source)
    elif mode == "markdown":
        text, entities = markup_markdown.parse_legacy(source)
    elif mode:
        raise bad_request("unsupported parse_mode")
    else:
        text, entities = source, checked(source, params.get(entities_name, ()))
    text, entities = trimmed(text, entities)
    return text, with_automatic(text, _with_known_people(call, entities))


def _with_known_people(call: Call, entities: Sequence[Json]) -> list[Json]:
    """A mention of somebody the bot never met is no mention."""
    kept = []
    for entity in entities:
        if entity["type"] != "text_mention":
            kept.append(entity)
        elif user := call.world.user(entity.get("user", {}).get("id", 0)):
            kept.append({**entity, "user": user})
    return kept
