// Which chats are on the screen: the first few, or those that were chosen.

import { element } from "./element.js";
import { avatar, chatName } from "./person.js";

const AT_FIRST = 6;
const REMEMBERED = "chatferry.chats";

export class Chooser {
  #chosen = remembered();

  constructor(details, choices, state, onChange) {
    this.details = details;
    this.choices = choices;
    this.state = state;
    this.onChange = onChange;
    document.addEventListener("click", ({ target }) => details.contains(target) || (details.open = false));
    details.addEventListener("keydown", ({ key }) => key === "Escape" && (details.open = false));
  }

  /** The ids of the chats on the screen, in the sandbox's order. */
  open() {
    const there = this.#there().map((chat) => chat.id);
    const chosen = this.#chosen?.map((id) => this.state.chats.get(id)?.migrated_to ?? id);
    // Nothing chosen, or only chats of another sandbox that had this address before.
    if (!chosen || (chosen.length && !chosen.some((id) => there.includes(id)))) return there.slice(0, AT_FIRST);
    return there.filter((id) => chosen.includes(id));
  }

  close(chatId) {
    this.#choose(this.open().filter((id) => id !== chatId));
    this.draw();
  }

  draw() {
    const open = this.open();
    const rows = this.#there().map((chat) => {
      const name = chatName(chat, this.state);
      const change = () => this.#toggle(chat.id);
      const box = element("input", { type: "checkbox", checked: open.includes(chat.id), on: { change } });
      return element("label", {}, box, avatar(chat.id, name), element("bdi", {}, name));
    });
    this.choices.replaceChildren(this.choices.querySelector("legend"), ...rows);
  }

  // A group that became a supergroup goes on under its new id.
  #there() {
    return [...this.state.chats.values()].filter((chat) => !chat.migrated_to);
  }

  #toggle(chatId) {
    const open = this.open();
    this.#choose(open.includes(chatId) ? open.filter((id) => id !== chatId) : [...open, chatId]);
  }

  #choose(chatIds) {
    this.#chosen = chatIds;
    sessionStorage.setItem(REMEMBERED, JSON.stringify(chatIds));
    this.onChange();
  }
}

/** The chats named in the address (?chats=1,2), else those chosen before, else null. */
function remembered() {
  const asked = new URLSearchParams(location.search).get("chats");
  return asked ? asked.split(",").map(Number) : JSON.parse(sessionStorage.getItem(REMEMBERED));
}
