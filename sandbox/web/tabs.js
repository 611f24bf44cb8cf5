// On a narrow screen one window shows at a time; tabs choose which, and count what arrived in the others.

import { button, element } from "./element.js";
import { avatar, chatName } from "./person.js";
import { word } from "./words.js";

export class Tabs {
  #current = null;
  #unread = new Map();

  constructor(node, windows, state) {
    this.node = node;
    this.windows = windows;
    this.state = state;
  }

  draw(chatKeys) {
    this.chatKeys = chatKeys;
    if (!chatKeys.includes(this.#current)) this.#current = chatKeys[0];
    for (const window of this.windows.children) {
      window.classList.toggle("current", window.dataset.chat === this.#current);
    }
    this.node.replaceChildren(...chatKeys.map((chatKey) => this.#tab(chatKey)));
    this.node.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  arrived(chatKey) {
    if (chatKey === this.#current || !this.chatKeys?.includes(chatKey)) return;
    this.#unread.set(chatKey, (this.#unread.get(chatKey) ?? 0) + 1);
    this.draw(this.chatKeys);
  }

  #tab(chatKey) {
    const chat = this.state.chats.get(chatKey);
    const name = chatName(chat, this.state);
    const count = this.#unread.get(chatKey);
    return button(
      { "aria-current": chatKey === this.#current ? "true" : null, on: { click: () => this.#choose(chatKey) } },
      avatar(chat.id, name),
      element("bdi", {}, name),
      count && element("span", { class: "count", "aria-label": word("unread", { count }) }, count),
    );
  }

  #choose(chatKey) {
    this.#current = chatKey;
    this.#unread.delete(chatKey);
    this.draw(this.chatKeys);
  }
}
