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

  /** The keys of the chats on the screen, in the sandbox's order. */
  open() {
    const there = this.#there().map((chat) => chat.key);
    const chosen = this.#chosen?.map((key) => String(this.state.chats.get(key)?.migrated_to ?? key));
    // Nothing chosen, or only chats of another sandbox that had this address before.
    if (!chosen || (chosen.length && !chosen.some((key) => there.includes(key)))) return this.#atFirst();
    return there.filter((key) => chosen.includes(key));
  }

  close(chatKey) {
    this.#choose(this.open().filter((key) => key !== chatKey));
    this.draw();
  }

  draw() {
    const open = this.open();
    const rows = this.#there().map((chat) => {
      const name = chatName(chat, this.state);
      const change = () => this.#toggle(chat.key);
      const box = element("input", { type: "checkbox", checked: open.includes(chat.key), on: { change } });
      return element("label", {}, box, avatar(chat.id, name), element("bdi", {}, name));
    });
    this.choices.replaceChildren(this.choices.querySelector("legend"), ...rows);
  }

  // A group that became a supergroup goes on under its new id.
  #there() {
    return [...this.state.chats.values()].filter((chat) => !chat.migrated_to);
  }

  // One of a business account has a place among them, last.
  #atFirst() {
    const [business, others] = [true, false].map((wanted) =>
      this.#there().filter((chat) => Boolean(chat.owner_id) === wanted),
    );
    const shown = business.slice(0, 1);
    return [...others.slice(0, AT_FIRST - shown.length), ...shown].map((chat) => chat.key);
  }

  #toggle(chatKey) {
    const open = this.open();
    this.#choose(open.includes(chatKey) ? open.filter((key) => key !== chatKey) : [...open, chatKey]);
  }

  #choose(chatKeys) {
    this.#chosen = chatKeys;
    sessionStorage.setItem(REMEMBERED, JSON.stringify(chatKeys));
    this.onChange();
  }
}

/** The chats named in the address (?chats=1,2@3), else those chosen before, else null. */
function remembered() {
  const asked = new URLSearchParams(location.search).get("chats");
  return asked ? asked.split(",") : JSON.parse(sessionStorage.getItem(REMEMBERED));
}
