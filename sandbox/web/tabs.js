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

  draw(chatIds) {
    this.chatIds = chatIds;
    if (!chatIds.includes(this.#current)) this.#current = chatIds[0];
    for (const window of this.windows.children) {
      window.classList.toggle("current", Number(window.dataset.chat) === this.#current);
    }
    this.node.replaceChildren(...chatIds.map((chatId) => this.#tab(chatId)));
    this.node.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  arrived(chatId) {
    if (chatId === this.#current || !this.chatIds?.includes(chatId)) return;
    this.#unread.set(chatId, (this.#unread.get(chatId) ?? 0) + 1);
    this.draw(this.chatIds);
  }

  #tab(chatId) {
    const name = chatName(this.state.chats.get(chatId), this.state);
    const count = this.#unread.get(chatId);
    return button(
      { "aria-current": chatId === this.#current ? "true" : null, on: { click: () => this.#choose(chatId) } },
      avatar(chatId, name),
      element("bdi", {}, name),
      count && element("span", { class: "count", "aria-label": word("unread", { count }) }, count),
    );
  }

  #choose(chatId) {
    this.#current = chatId;
    this.#unread.delete(chatId);
    this.draw(this.chatIds);
  }
}
