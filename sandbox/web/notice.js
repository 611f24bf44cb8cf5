// Short notices in a window, and the bot's alerts.

import { button, element } from "./element.js";

const SHOWN_MS = 4000;

/** The place for a window's notices. */
export function noticePlace() {
  return element("div", { class: "toasts", role: "status" });
}

export function toast(place, text) {
  const node = element("div", { class: "toast", dir: "auto" }, text);
  place.append(node);
  setTimeout(() => node.remove(), SHOWN_MS);
}

/** An alert that stays until it is answered. */
export function alertBox(text) {
  const close = button({ class: "primary", autofocus: true, "data-word": "ok", on: { click: () => dialog.close() } });
  const attributes = { class: "alert", on: { close: () => dialog.remove() } };
  const dialog = element("dialog", attributes, element("p", { dir: "auto" }, text), close);
  document.body.append(dialog);
  dialog.showModal();
}
