// The messages of one window: drawn again only where something changed, and kept at the newest unless one reads above.

import { dayOf, timeOf } from "./calendar.js";
import { bubble, dayMark } from "./bubble.js";
import { button, element } from "./element.js";
import { icon } from "./icon.js";
import { locale } from "./words.js";

const PAGE = 150;
const NEAR_END_PX = 60;

export class Log {
  #drawn = new Map(); // key -> {signature, node}
  #shown = PAGE;
  #last = null; // the arguments of the last draw
  #following = true;

  constructor() {
    this.list = element("div", {
      class: "log",
      role: "log",
      "aria-live": "polite",
      tabindex: 0,
      "data-word-label": "messages",
      on: { scroll: () => this.#scrolled() },
    });
    this.down = button(
      { class: "down", hidden: true, "data-word-label": "newest", on: { click: () => this.toEnd() } },
      icon("down"),
    );
    this.node = element("div", { class: "log-frame" }, this.list, this.down);
    // Pictures that arrive and windows that change size must not push the newest message out of sight.
    this.list.addEventListener("load", () => this.#following && this.toEnd(), { capture: true });
    new ResizeObserver(() => this.#following && this.toEnd()).observe(this.list);
  }

  /** Draws the messages. `isOwn(message)`, `isNamed(message)` and `actions` are as for a bubble. */
  draw(messages, { isOwn, isNamed, actions }) {
    this.#last = [messages, { isOwn, isNamed, actions }];
    const visible = messages.slice(-this.#shown);
    const kept = new Map();
    const keep = (key, signature, make) => {
      const before = this.#drawn.get(key);
      kept.set(key, before?.signature === signature ? before : { signature, node: make() });
    };
    if (messages.length > visible.length) keep("earlier", locale(), () => this.#earlier());
    if (!messages.length) keep("empty", locale(), () => element("p", { class: "empty", "data-word": "nothing_yet" }));
    let day = null;
    for (const group of albums(visible)) {
      const [first] = group;
      const itsDay = dayOf(first.date);
      if (itsDay !== day) keep(`day ${first.message_id}`, itsDay, () => dayMark(first));
      day = itsDay;
      const options = { own: isOwn(first), named: isNamed(first), actions };
      const signature = JSON.stringify([group, options.own, options.named, locale(), timeOf(first.date)]);
      keep(`message ${first.message_id}`, signature, () => bubble(group, options));
    }
    this.#place([...kept.values()].map((entry) => entry.node));
    this.#drawn = kept;
    if (this.#following) this.toEnd();
    else this.down.hidden = false;
  }

  toEnd() {
    this.#following = true;
    this.down.hidden = true;
    this.list.scrollTop = this.list.scrollHeight;
  }

  /** Scrolls to a message and marks it for a moment. */
  show(messageId) {
    const node = this.list.querySelector(`[data-message="${Number(messageId)}"]`);
    if (!node) return;
    this.#following = false;
    node.scrollIntoView({ block: "center" });
    node.classList.remove("shown");
    requestAnimationFrame(() => node.classList.add("shown"));
  }

  // Moves as little as possible: a node that stays where it is keeps its focus and is not read out again.
  #place(nodes) {
    const wanted = new Set(nodes);
    for (const node of [...this.list.children]) if (!wanted.has(node)) node.remove();
    nodes.forEach((node, index) => {
      if (this.list.children[index] !== node) this.list.insertBefore(node, this.list.children[index] ?? null);
    });
  }

  #earlier() {
    return button({ class: "plain earlier", "data-word": "earlier", on: { click: () => this.#showEarlier() } });
  }

  #showEarlier() {
    const fromEnd = this.list.scrollHeight - this.list.scrollTop;
    this.#shown += PAGE;
    this.#following = false;
    this.draw(...this.#last);
    this.list.scrollTop = this.list.scrollHeight - fromEnd;
  }

  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.list;
    this.#following = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
    if (this.#following) this.down.hidden = true;
  }
}

/** Messages in groups: those of one album together, every other one alone. */
function albums(messages) {
  const groups = [];
  for (const message of messages) {
    const album = message.media_group_id;
    const before = groups.at(-1);
    if (album && before?.[0].media_group_id === album) before.push(message);
    else groups.push([message]);
  }
  return groups;
}
