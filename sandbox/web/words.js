// The page's own texts in English and Chinese; elements name theirs with data-word attributes and follow the toggle.

import { ENGLISH } from "./words-en.js";
import { CHINESE } from "./words-zh.js";

const TEXTS = { en: ENGLISH, zh: CHINESE };
const REMEMBERED = "chatferry.language";
const DIRECTION_MARKS = /[\u202a-\u202e\u2066-\u2069]/g;

let current = remembered() ?? (navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en");

function remembered() {
  const kept = localStorage.getItem(REMEMBERED);
  return kept in TEXTS ? kept : null;
}

export function language() {
  return current;
}

/** The language of the page for Intl and for the lang attribute. */
export function locale() {
  return current === "zh" ? "zh-CN" : "en-GB";
}

/**
 * The text of that name, or the name itself (of a phase that is unknown here). Values fill {placeholders},
 * isolated so that a person's name cannot turn the sentence around.
 */
export function word(key, values = {}) {
  return (TEXTS[current][key] ?? key).replace(/\{(\w+)\}/g, (_, name) => {
    const value = String(values[name] ?? "").replace(DIRECTION_MARKS, "");
    return `\u2068${value}\u2069`;
  });
}

/** Writes a node's own words: data-word is its text, data-word-label its name, data-word-placeholder its hint. */
export function label(node) {
  const { word: text, wordLabel: name, wordPlaceholder: hint } = node.dataset;
  if (text) node.textContent = word(text);
  if (hint) node.setAttribute("placeholder", word(hint));
  if (name) {
    node.setAttribute("aria-label", word(name));
    if (node.tagName === "BUTTON") node.title = word(name);
  }
}

export function labelAll() {
  document.documentElement.lang = locale();
  document.querySelectorAll("[data-word], [data-word-label], [data-word-placeholder]").forEach(label);
}

export function switchLanguage() {
  current = current === "zh" ? "en" : "zh";
  localStorage.setItem(REMEMBERED, current);
  labelAll();
}
