// Text with Telegram's entities as DOM nodes. Offsets are UTF-16 units, as JavaScript's string indices are.

import { button, element, outwardLink } from "./element.js";

const TAGS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code" };

/** Nodes for `text`; `onCommand` is called with the text of a command that is clicked. */
export function formatted(text, entities = [], onCommand) {
  const outerFirst = [...entities].sort((one, other) => one.offset - other.offset || other.length - one.length);
  return nodesBetween(text, 0, text.length, outerFirst, onCommand);
}

// Entities nest or follow each other; what a hostile sender lets overlap is cut at the outer one's end.
function nodesBetween(text, start, end, entities, onCommand) {
  const nodes = [];
  let at = start;
  entities.forEach((entity, index) => {
    const from = Math.max(entity.offset, at);
    const to = Math.min(entity.offset + entity.length, end);
    if (from >= to) return;
    if (from > at) nodes.push(text.slice(at, from));
    const inner = nodesBetween(text, from, to, entities.slice(index + 1), onCommand);
    nodes.push(wrapped(entity, text.slice(from, to), inner, onCommand));
    at = to;
  });
  if (at < end) nodes.push(text.slice(at, end));
  return nodes;
}

function wrapped(entity, covered, inner, onCommand) {
  switch (entity.type) {
    case "bold":
    case "italic":
    case "underline":
    case "strikethrough":
    case "code":
      return element(TAGS[entity.type], {}, inner);
    case "pre":
      return element("pre", { tabindex: 0 }, element("code", {}, inner));
    case "blockquote":
    case "expandable_blockquote":
      return element("blockquote", {}, inner);
    case "spoiler":
      return spoiler(inner);
    case "text_link":
      return outwardLink(entity.url, { title: entity.url }, inner);
    case "url":
      return outwardLink(covered, {}, inner);
    case "mention":
      return outwardLink(`https://t.me/${covered.slice(1)}`, {}, inner);
    case "bot_command":
      return button({ class: "command", on: { click: () => onCommand(covered) } }, covered);
    default:
      return element("span", { class: "marked" }, inner);
  }
}

function spoiler(inner) {
  const hidden = element("span", { class: "spoiler-text", "aria-hidden": "true", inert: true }, inner);
  const cover = button({ class: "spoiler-cover", "data-word-label": "reveal", on: { click: reveal } });
  function reveal() {
    hidden.inert = false;
    hidden.removeAttribute("aria-hidden");
    hidden.parentElement.classList.add("revealed");
    cover.remove();
  }
  return element("span", { class: "spoiler" }, hidden, cover);
}
