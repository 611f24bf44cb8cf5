// Inline keyboards under a message, and reply keyboards above the composer.

import { button, element, outwardLink } from "./element.js";
import { icon } from "./icon.js";

/** The buttons under a message. `onPress(data)` answers with a promise; the button is busy until it settles. */
export function inlineKeyboard(rows, { onPress, onCopy }) {
  const built = rows.map((row) => element("div", { class: "keys" }, row.map((key) => inlineKey(key, onPress, onCopy))));
  return element("div", { class: "keyboard" }, built);
}

function inlineKey(key, onPress, onCopy) {
  const address = key.url ?? key.web_app?.url ?? key.login_url?.url;
  if (address) return outwardLink(address, { class: "key" }, element("bdi", {}, key.text), icon("outward"));
  if (key.copy_text) return button({ class: "key", on: { click: () => onCopy(key.copy_text.text) } }, key.text);
  if (key.callback_data === undefined) return button({ class: "key", disabled: true }, key.text);
  const node = button({ class: "key", on: { click: press } }, element("bdi", {}, key.text));
  async function press() {
    if (node.ariaBusy === "true") return;
    node.ariaBusy = "true";
    await onPress(key.callback_data);
    node.ariaBusy = "false";
  }
  return node;
}

// What a person's phone would send; the sandbox's people have neither number nor place of their own.
const PHONE = "+8613800138000";
const PLACE = { latitude: 39.9087, longitude: 116.3975 };

/** A reply keyboard: `onSay` gets what the person sends (text, contact or location). */
export function replyKeyboard(rows, person, onSay) {
  const replyKey = (key) => button({ class: "key", on: { click: () => onSay(said(key)) } }, textOf(key));
  const built = rows.map((row) => element("div", { class: "keys" }, row.map(replyKey)));
  return element("div", { class: "keyboard", role: "group", "data-word-label": "keyboard" }, built);

  function said(key) {
    if (key.request_contact) {
      return { contact: { phone_number: PHONE, first_name: person.first_name, user_id: person.id } };
    }
    return key.request_location ? { location: PLACE } : { text: textOf(key) };
  }
}

function textOf(key) {
  return typeof key === "string" ? key : key.text;
}

/** The newest message that changes this person's keyboard; null if it took it away, or has had its one answer. */
export function askedBy(messages, personId) {
  const index = messages.findLastIndex(({ reply_markup: markup }) => markup && !markup.inline_keyboard);
  const markup = messages[index]?.reply_markup;
  if (!markup || markup.remove_keyboard) return null;
  const answered = messages.slice(index + 1).some((message) => message.from?.id === personId);
  return answered && (markup.one_time_keyboard || markup.force_reply) ? null : messages[index];
}
