// What the page knows: people, chats and their messages, kept true by loads and live events.

import { control } from "./control.js";

// A business account's chat with a customer has the id of the customer's chat with the bot; the owner tells them apart.
// Its connection does not: that changes when the owner connects the bot again.
function keyFor(chatId, ownerId) {
  return ownerId ? `${chatId}@${ownerId}` : String(chatId);
}

/**
 * Emits "chats" when the list of chats or people changed, "chat" (detail: chat key) when a chat or its messages did,
 * and "arrival" (detail: chat key) for a new message.
 */
export class State extends EventTarget {
  bot = null;
  links = [];
  clock = false;
  commands = {};
  users = new Map();
  chats = new Map();
  #owners = new Map(); // business connection -> the account's owner
  #logs = new Map(); // chat key -> Map of message id -> {message, tick}
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
    this.chats.clear();
    loaded.chats.forEach((chat) => this.#know(chat));
    this.#emit("chats");
    const waiting = this.#waiting;
    this.#waiting = null;
    // What the loaded state knew already changes nothing.
    for (const event of waiting) this.apply(event);
  }

  /** Loads a chat's messages. What a live event changed while the answer was under way is newer and stays. */
  async loadMessages(chatKey) {
    const began = ++this.#tick;
    const messages = await control.messages(this.chats.get(chatKey));
    const newer = [...this.#log(chatKey)].filter(([, entry]) => entry.tick > began);
    const loaded = messages.map((message) => [message.message_id, { message, tick: began }]);
    this.#logs.set(chatKey, new Map([...loaded, ...newer]));
    this.#emit("chat", chatKey);
  }

  /** The messages that are still there, oldest first. */
  messages(chatKey) {
    return [...this.#log(chatKey).values()]
      .map((entry) => entry.message)
      .filter((message) => !message.deleted)
      .sort((one, other) => one.message_id - other.message_id);
  }

  message(chatKey, messageId) {
    const message = this.#log(chatKey).get(messageId)?.message;
    return message?.deleted ? undefined : message;
  }

  /** The commands that the bot offers this person in their private chat with it. */
  commandsFor(chat, person) {
    return (chat.type === "private" && !chat.owner_id && this.commands[person?.id]) || [];
  }

  /** The chat that an event is about. */
  keyOf({ chat_id: chatId, chat, message, ...event }) {
    const connection = (message ?? event).business_connection_id;
    return keyFor(chatId ?? chat?.id ?? message?.chat.id, chat?.owner_id ?? this.#owners.get(connection));
  }

  apply(event) {
    if (this.#waiting) {
      this.#waiting.push(event);
      return;
    }
    const chatKey = this.keyOf(event);
    if (event.type === "message" || event.type === "edit") this.#hear(chatKey, event.message);
    else if (event.type === "delete") this.#delete(chatKey, event.message_ids);
    else if (event.type === "pin") this.#pin(chatKey, event.message_id, true);
    else if (event.type === "unpin") this.#pin(chatKey, event.message_id, false);
    else if (event.type === "chat") this.#know(event.chat);
    else if (event.type === "user") this.#meet(event.user);
    else return;

    if (event.type === "chat" || event.type === "user") this.#emit("chats");
    else this.#emit("chat", chatKey);
    if (event.type === "message") this.#emit("arrival", chatKey);
  }

  #log(chatKey) {
    if (!this.#logs.has(chatKey)) this.#logs.set(chatKey, new Map());
    return this.#logs.get(chatKey);
  }

  #hear(chatKey, message) {
    this.#put(chatKey, message);
    const writer = this.users.get(message.from?.id);
    // Who has written to the bot has started it.
    if (writer && chatKey === keyFor(writer.id)) writer.started = true;
  }

  #put(chatKey, message) {
    this.#log(chatKey).set(message.message_id, { message, tick: ++this.#tick });
  }

  #know(chat) {
    const key = keyFor(chat.id, chat.owner_id);
    if (chat.owner_id) this.#owners.set(chat.business_connection_id, chat.owner_id);
    this.chats.set(key, { ...chat, key });
  }

  // Everyone has a private chat with the bot; no event tells of it.
  #meet(user) {
    this.users.set(user.id, user);
    if (!this.chats.has(keyFor(user.id))) this.#know({ id: user.id, type: "private", pinned_message_ids: [] });
  }

  #delete(chatKey, messageIds) {
    for (const id of messageIds) this.#put(chatKey, { message_id: id, deleted: true });
  }

  #pin(chatKey, messageId, pinned) {
    const chat = this.chats.get(chatKey);
    if (!chat) return;
    // An unpin without a message means all of them.
    const others = messageId ? (chat.pinned_message_ids ?? []).filter((id) => id !== messageId) : [];
    this.chats.set(chatKey, { ...chat, pinned_message_ids: pinned ? [...others, messageId] : others });
  }

  #emit(type, detail = null) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
