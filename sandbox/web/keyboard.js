// Inline keyboards under a message, and reply keyboards below the composer.

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

// What a person's phone would send; the sandbox's people have no place of their own.
const PLACE = { latitude: 39.9087, longitude: 116.3975 };
const NOT_PLAYED = ["request_users", "request_chat", "request_managed_bot", "request_poll", "web_app"];

/** A reply keyboard: `onSay` gets what the person sends (text, contact or location). */
export function replyKeyboard(rows, person, onSay) {
  const replyKey = (key) => {
    const disabled = NOT_PLAYED.some((name) => key[name]);
    return button({ class: "key", disabled, on: { click: () => onSay(said(key, person)) } }, bdi(key.text));
  };
  const built = rows.map((row) => element("div", { class: "keys" }, row.map(replyKey)));
  return element("div", { class: "keyboard", role: "group", "data-word-label": "keyboard" }, built);
}

function said(key, person) {
  if (key.request_contact) {
    const { phone_number, first_name, last_name, id } = person;
    return { contact: { phone_number, first_name, ...(last_name ? { last_name } : {}), user_id: id } };
  }
  return key.request_location ? { location: PLACE } : { text: key.text };
}

function bdi(text) {
  return element("bdi", {}, text);
}

/** The newest message that asks something of this person's client; null if it took that back, or has its answer. */
export function askedBy(messages, person) {
  const index = messages.findLastIndex((message) => message.client_markup && isMeantFor(message, person));
  const markup = messages[index]?.client_markup;
  if (!markup || markup.remove_keyboard) return null;
  const later = messages.slice(index + 1).filter((message) => message.from?.id === person?.id);
  if (markup.force_reply && later.length) return null;
  if (markup.one_time_keyboard && later.some((message) => isPressed(markup.keyboard, message))) return null;
  return messages[index];
}

// A selective one in a group is for whom it names or answers.
function isMeantFor({ client_markup: markup, chat, text = "", entities = [], reply_to_message: answered }, person) {
  if (!markup.selective || chat.type === "private") return true;
  const named = ({ type, offset, length, user }) =>
    type === "mention" ? text.slice(offset, offset + length) === `@${person?.username}` : user?.id === person?.id;
  return answered?.from?.id === person?.id || entities.filter(({ type }) => type.endsWith("mention")).some(named);
}

function isPressed(rows, message) {
  return rows.flat().some((key) => {
    if (key.request_contact) return message.contact;
    return key.request_location ? message.location : message.text === key.text;
  });
}
