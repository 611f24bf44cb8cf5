// People and chats by name, with a round sign of their own colour.

import { element } from "./element.js";
import { word } from "./words.js";

const COLOURS = 7;

export function personName(person) {
  if (!person) return word("someone");
  return [person.first_name, person.last_name].filter(Boolean).join(" ") || word("someone");
}

/** The sender's name: a person, or a chat that writes as itself. */
export function senderName(message) {
  return message.sender_chat?.title ?? personName(message.from);
}

export function chatName(chat, state) {
  if (chat.owner_id) return [chat.id, chat.owner_id].map((id) => personName(state.users.get(id))).join(" → ");
  return chat.type === "private" ? personName(state.users.get(chat.id)) : chat.title;
}

/** Which of the palette's colours belongs to this id. */
export function colourOf(id) {
  return Math.abs(id) % COLOURS;
}

export function avatar(id, name) {
  const [first = "?"] = new Intl.Segmenter().segment(name.trim() || "?");
  return element("span", { class: `avatar colour-${colourOf(id)}`, "aria-hidden": "true" }, first.segment);
}
