// The head of a chat window: whose chat it is, who writes, which topic, what is pinned.

import { button, element } from "./element.js";
import { excerpt } from "./excerpt.js";
import { icon } from "./icon.js";
import { avatar, chatName, personName } from "./person.js";
import { people } from "./rights.js";
import { word } from "./words.js";

export const EVERY_TOPIC = "";

/** `chosen`: {writer, topic}; `actions`: write(userId), look(topicId), connect(enabled), close(). */
export function heading(chat, state, id, chosen, actions) {
  const name = chatName(chat, state);
  return element(
    "header",
    { class: "heading" },
    avatar(chat.id, name),
    element(
      "div",
      { class: "lines" },
      element("h2", { id, class: "title", title: name }, element("bdi", {}, name)),
      element(
        "div",
        { class: "choices" },
        element("span", { class: "detail" }, detail(chat, state)),
        people(chat, state).length > 1 && writerChoice(chat, state, chosen.writer, actions.write),
        chat.topics?.length > 0 && topicChoice(chat, chosen.topic, actions.look),
      ),
    ),
    chat.owner_id && connector(chat, actions.connect),
    button({ class: "tool", "data-word-label": "close_window", on: { click: actions.close } }, icon("close")),
  );
}

function detail(chat, state) {
  if (chat.owner_id) return word(chat.connected ? "staff_account" : "staff_account_alone");
  if (chat.type === "private") return word("private_chat", { bot: state.bot.first_name });
  return word("group", { count: people(chat, state).length });
}

/** Connects the bot with the owner's account, or parts them. */
function connector(chat, onConnect) {
  const [label, drawing] = chat.connected ? ["disconnect", "plug"] : ["connect", "unplugged"];
  return button({ class: "tool", "data-word-label": label, on: { click: () => onConnect(!chat.connected) } }, icon(drawing));
}

function writerChoice(chat, state, writer, onChoose) {
  const options = people(chat, state).map((person) => element("option", { value: person.id }, personName(person)));
  return choice("write_as", options, writer?.id, (value) => onChoose(Number(value)));
}

function topicChoice(chat, chosen, onChoose) {
  const topics = chat.topics.map((topic) => [topic.message_thread_id, topic.name]);
  const all = [[EVERY_TOPIC, word("all_topics")], ...topics];
  const options = all.map(([id, name]) => element("option", { value: id }, name));
  return choice("topic", options, chosen, (value) => onChoose(value === EVERY_TOPIC ? EVERY_TOPIC : Number(value)));
}

function choice(key, options, chosen, onChoose) {
  const select = element("select", { on: { change: ({ target }) => onChoose(target.value) } }, options);
  select.value = chosen ?? "";
  return element("label", { class: "choice" }, element("span", { "data-word": key }), select);
}

/** The bar with the newest pinned message; null when nothing is pinned. */
export function pinnedBar(chat, state, onShow) {
  const pinned = (chat.pinned_message_ids ?? []).map((id) => state.message(chat.key, id)).filter(Boolean);
  const newest = pinned.at(-1);
  if (!newest) return null;
  return button(
    { class: "pinned", "data-message": newest.message_id, on: { click: () => onShow(newest.message_id) } },
    icon("pin"),
    element("span", { class: "title", "data-word": "pinned" }),
    element("bdi", { class: "line" }, excerpt(newest)),
  );
}
