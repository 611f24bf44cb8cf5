// What the page knows: people, chats and their messages, kept true by loads and live events.

import { control } from "./control.js";

// A business account's chat with a customer has the same id as the customer's chat with the bot: only that is shown.
function isOurs(chatOrMessage) {
  return !chatOrMessage.business_connection_id;
}

/**
 * Emits "chats" when the list of chats or people changed, "chat" (detail: chat id) when a chat or its messages did,
 * and "arrival" (detail: chat id) for a new message.
 */
export class State extends EventTarget {
  bot = null;
  links = [];
  clock = false;
  commands = {};
  users = new Map();
  chats = new Map();
  #logs = new Map(); // chat id -> Map of message id -> {message, tick}
  #tick = 0;
  #waiting = []; // events that came while a load was under way; null: none is

  async load() {
    this.#waiting ??= [];
    const loaded = await control.state();
    this.bot = loaded.bot;
    this.links = loaded.links;
    this.clock = loaded.clock;
    this.commands = loaded.commands ?? {};
    this.users = new Map(loaded.users.map((user) => [user.id, user]));
    this.chats = new Map(loaded.chats.filter(isOurs).map((chat) => [chat.id, chat]));
    this.#emit("chats");
    const waiting = this.#waiting;
    this.#waiting = null;
    // What the loaded state knew already changes nothing.
    for (const event of waiting) this.apply(event);
  }

  /** Loads a chat's messages. What a live event changed while the answer was under way is newer and stays. */
  async loadMessages(chatId) {
    const began = ++this.#tick;
    const messages = await control.messages(chatId);
    const newer = [...this.#log(chatId)].filter(([, entry]) => entry.tick > began);
    const loaded = messages.map((message) => [message.message_id, { message, tick: began }]);
    this.#logs.set(chatId, new Map([...loaded, ...newer]));
    this.#emit("chat", chatId);
  }

  /** The messages that are still there, oldest first. */
  messages(chatId) {
    return [...this.#log(chatId).values()]
      .map((entry) => entry.message)
      .filter((message) => !message.deleted)
      .sort((one, other) => one.message_id - other.message_id);
  }

  message(chatId, messageId) {
    const message = this.#log(chatId).get(messageId)?.message;
    return message?.deleted ? undefined : message;
  }

  /** The commands that the bot offers this person in their private chat with it. */
  commandsFor(chat, person) {
    return (chat.type === "private" && this.commands[person?.id]) || [];
  }

  apply(event) {
    if (this.#waiting) {
      this.#waiting.push(event);
      return;
    }
    if (!isOurs(event.message ?? event.chat ?? event)) return;
    const chatId = event.chat_id ?? event.chat?.id ?? event.message?.chat.id;
    if (event.type === "message" || event.type === "edit") this.#hear(event.message);
    else if (event.type === "delete") this.#delete(chatId, event.message_ids);
    else if (event.type === "pin") this.#pin(chatId, event.message_id, true);
    else if (event.type === "unpin") this.#pin(chatId, event.message_id, false);
    else if (event.type === "chat") this.chats.set(chatId, event.chat);
    else if (event.type === "user") this.#meet(event.user);
    else return;

    if (event.type === "chat" || event.type === "user") this.#emit("chats");
    else this.#emit("chat", chatId);
    if (event.type === "message") this.#emit("arrival", chatId);
  }

  #log(chatId) {
    if (!this.#logs.has(chatId)) this.#logs.set(chatId, new Map());
    return this.#logs.get(chatId);
  }

  #hear(message) {
    this.#put(message);
    const writer = this.users.get(message.from?.id);
    // Who has written to the bot has started it.
    if (writer && message.chat.id === writer.id) writer.started = true;
  }

  #put(message) {
    this.#log(message.chat.id).set(message.message_id, { message, tick: ++this.#tick });
  }

  // Everyone has a private chat with the bot; no event tells of it.
  #meet(user) {
    this.users.set(user.id, user);
    if (!this.chats.has(user.id)) this.chats.set(user.id, { id: user.id, type: "private", pinned_message_ids: [] });
  }

  #delete(chatId, messageIds) {
    for (const id of messageIds) this.#put({ chat: { id: chatId }, message_id: id, deleted: true });
  }

  #pin(chatId, messageId, pinned) {
    const chat = this.chats.get(chatId);
    if (!chat) return;
    // An unpin without a message means all of them.
    const others = messageId ? (chat.pinned_message_ids ?? []).filter((id) => id !== messageId) : [];
    this.chats.set(chatId, { ...chat, pinned_message_ids: pinned ? [...others, messageId] : others });
  }

  #emit(type, detail = null) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
