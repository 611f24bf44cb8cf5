// Builds DOM nodes. Children that are strings become text nodes, so nothing a customer wrote can turn into markup.

import { label } from "./words.js";

const WORDED = new Set(["data-word", "data-word-label", "data-word-placeholder"]);

/** An element. Attributes that are null, undefined or false are left out; `on` maps event names to listeners. */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  let worded = false;
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") {
      for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    } else {
      node.setAttribute(name, value === true ? "" : String(value));
      worded ||= WORDED.has(name);
    }
  }
  if (worded) label(node);
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** A button that never submits anything. */
export function button(attributes, ...children) {
  return element("button", { type: "button", ...attributes }, ...children);
}

/** The address if a message may link to it (http or https; "t.me/x" counts as https), otherwise null. */
export function safeAddress(text) {
  try {
    const url = new URL(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`);
    // Names before an @ only serve to make another host look familiar.
    return ["http:", "https:"].includes(url.protocol) && !url.username ? url.href : null;
  } catch {
    return null;
  }
}

/** A link that opens in a new tab and tells the other side nothing about this page; plain text if it is not http(s). */
export function outwardLink(address, attributes, ...children) {
  const href = safeAddress(address);
  if (href === null) return element("span", { class: attributes.class }, ...children);
  return element("a", { ...attributes, href, target: "_blank", rel: "noopener noreferrer" }, ...children);
}
