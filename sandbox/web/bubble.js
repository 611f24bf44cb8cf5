// One message, or one album, as a bubble.

import { dayOf, timeOf } from "./calendar.js";
import { contents } from "./content.js";
import { button, element } from "./element.js";
import { formatted } from "./entities.js";
import { excerpt } from "./excerpt.js";
import { icon } from "./icon.js";
import { inlineKeyboard } from "./keyboard.js";
import { colourOf, personName, senderName } from "./person.js";
import { serviceText } from "./service.js";
import { word } from "./words.js";

export function dayMark(message) {
  return element("div", { class: "day" }, dayOf(message.date));
}

/**
 * A bubble for the messages of one album, or for one message.
 * `own`: written by the person at this window's keyboard. `named`: show who wrote it.
 * `actions`: reply(message), edit(message), show(messageId), command(text), press(message, data), copy(text).
 */
export function bubble(messages, { own, named, actions }) {
  const [first] = messages;
  const service = serviceText(first);
  if (service) return element("div", { class: "service", "data-message": first.message_id }, service);

  const last = messages.at(-1);
  const worded = messages.find((message) => message.caption) ?? first;
  const markup = last.reply_markup?.inline_keyboard;
  const body = element(
    "div",
    { class: "body" },
    named && sender(first),
    first.forward_origin && forwarded(first.forward_origin),
    first.reply_to_message && quote(first, actions),
    contents(messages),
    text(worded, actions),
    meta(last),
  );
  return element(
    "article",
    { class: own ? "bubble own" : "bubble", "data-message": first.message_id, "aria-label": senderName(first) },
    element("div", { class: "row" }, body, tools(worded, own, actions)),
    markup && inlineKeyboard(markup, { onPress: (data) => actions.press(last, data), onCopy: actions.copy }),
  );
}

function sender(message) {
  const id = message.sender_chat?.id ?? message.from?.id ?? 0;
  return element("bdi", { class: `sender name-${colourOf(id)}` }, senderName(message));
}

function forwarded(origin) {
  const chat = origin.sender_chat ?? origin.chat;
  const name = origin.sender_user ? personName(origin.sender_user) : (origin.sender_user_name ?? chat?.title ?? "");
  return element("div", { class: "forwarded" }, icon("forward"), word("forwarded", { name }));
}

function quote(message, actions) {
  const original = message.reply_to_message;
  const line = message.quote?.text ?? excerpt(original);
  return button(
    { class: `quote name-${colourOf(original.from?.id ?? 0)}`, on: { click: () => actions.show(original.message_id) } },
    element("bdi", { class: "title" }, senderName(original)),
    element("bdi", { class: "line" }, line),
  );
}

function text(message, actions) {
  const plain = message.text ?? message.caption;
  if (!plain) return null;
  const entities = message.entities ?? message.caption_entities;
  return element("div", { class: "text", dir: "auto" }, formatted(plain, entities, actions.command));
}

function meta(message) {
  const when = new Date(message.date * 1000).toISOString();
  const edited = message.edit_date || message.edited ? element("span", {}, word("edited")) : null;
  const agent = message.sender_business_bot;
  const via = agent && element("span", { class: "via" }, word("via", { bot: agent.first_name }));
  return element("div", { class: "meta" }, via, edited, element("time", { datetime: when }, timeOf(message.date)));
}

function tools(message, own, actions) {
  const editable = own && !message.from_bot && (message.text !== undefined || message.caption !== undefined);
  return element(
    "div",
    { class: "tools" },
    button({ class: "tool", "data-word-label": "reply", on: { click: () => actions.reply(message) } }, icon("reply")),
    editable &&
      button({ class: "tool", "data-word-label": "edit", on: { click: () => actions.edit(message) } }, icon("edit")),
  );
}
