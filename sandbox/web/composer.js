// Where a person writes: text, files, an answer to a message, a change of an own one, commands.

import { Attachments } from "./attachments.js";
import { CommandMenu } from "./commands.js";
import { button, element } from "./element.js";
import { excerpt } from "./excerpt.js";
import { icon } from "./icon.js";
import { senderName } from "./person.js";
import { label, word } from "./words.js";

export class Composer {
  #about = null; // {kind: "reply" | "edit", message}
  #attachments = new Attachments();
  #menu = new CommandMenu((command) => this.#command(command));

  /** `onSay(content)` and `onEdit(message, text)` answer with a promise of whether it went through. */
  constructor({ onSay, onEdit }) {
    this.onSay = onSay;
    this.onEdit = onEdit;
    this.context = element("div", { class: "context", hidden: true });
    this.box = element("textarea", {
      rows: 1,
      dir: "auto",
      "data-word-label": "write_message",
      "data-word-placeholder": "write_message",
      on: { keydown: (event) => this.#key(event), input: () => this.#typed(), paste: (event) => this.#pasted(event) },
    });
    this.node = element(
      "div",
      { class: "composer", on: { dragover: (event) => event.preventDefault(), drop: (event) => this.#dropped(event) } },
      this.#menu.node,
      this.context,
      this.#attachments.node,
      element("div", { class: "writing" }, this.#attachButton(), this.box, this.#menu.opener, this.#sendButton()),
    );
  }

  reply(message) {
    this.suggestReply(message);
    this.box.focus();
  }

  /** As `reply`, but leaves the focus where the person is. */
  suggestReply(message) {
    this.#setAbout("reply", message, word("replying_to", { name: senderName(message) }));
  }

  edit(message) {
    this.#setAbout("edit", message, word("editing"));
    this.box.value = message.text ?? message.caption;
    this.#typed();
    this.box.focus();
  }

  offer(commands) {
    this.#menu.offer(commands);
  }

  /** What stands in the empty box; null: the usual words. */
  hint(text) {
    if (text) {
      delete this.box.dataset.wordPlaceholder;
      this.box.setAttribute("placeholder", text);
    } else {
      this.box.dataset.wordPlaceholder = "write_message";
      label(this.box);
    }
  }

  cancel() {
    if (this.#about?.kind === "edit") this.box.value = "";
    this.#about = null;
    this.context.hidden = true;
    this.#typed();
  }

  #attachButton() {
    const open = () => this.#attachments.input.click();
    const { input } = this.#attachments;
    return [button({ class: "tool", "data-word-label": "attach", on: { click: open } }, icon("attach")), input];
  }

  #sendButton() {
    return button({ class: "send", "data-word-label": "send", on: { click: () => this.#submit() } }, icon("send"));
  }

  #setAbout(kind, message, title) {
    this.#about = { kind, message };
    const lines = [element("span", { class: "title" }, title), element("bdi", {}, excerpt(message))];
    this.context.replaceChildren(
      icon(kind),
      element("span", { class: "lines" }, lines),
      button({ class: "tool", "data-word-label": "cancel", on: { click: () => this.cancel() } }, icon("close")),
    );
    this.context.hidden = false;
  }

  async #submit() {
    const text = this.box.value.trim();
    const about = this.#about;
    if (!text && !this.#attachments.count) return;
    if (about?.kind === "edit") {
      if (await this.onEdit(about.message, text)) this.cancel();
      return;
    }
    // Emptied at once, so that the next message can be typed while this one is under way.
    const packing = this.#attachments.take();
    this.box.value = "";
    this.cancel();
    const sent = await this.#say(text, await packing, about && answerTo(about.message));
    if (!sent && !this.box.value) {
      this.box.value = text;
      this.#typed();
    }
  }

  async #say(text, batches, reply) {
    if (!batches.length) return this.onSay({ text, ...reply });
    for (const [index, files] of batches.entries()) {
      const caption = index === 0 && text ? { caption: text } : {};
      if (!(await this.onSay({ files, ...caption, ...reply }))) return false;
    }
    return true;
  }

  #key(event) {
    // Enter that ends the choice of a Chinese character belongs to the input method.
    if (event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.#submit();
    } else if (event.key === "Escape") {
      this.#menu.close();
      this.cancel();
    }
  }

  #typed() {
    // The box grows with its text; the style sheet limits how far.
    this.box.style.height = "auto";
    const border = this.box.offsetHeight - this.box.clientHeight;
    this.box.style.height = `${this.box.scrollHeight + border}px`;
    this.#menu.typed(this.box.value);
  }

  #command(command) {
    this.box.value = "";
    this.#typed();
    this.box.focus();
    this.onSay({ text: command });
  }

  #pasted(event) {
    if (event.clipboardData.files.length) {
      event.preventDefault();
      this.#attachments.add(event.clipboardData.files);
    }
  }

  #dropped(event) {
    event.preventDefault();
    this.#attachments.add(event.dataTransfer.files);
  }
}

/** What makes a message an answer to that one, in its topic. */
function answerTo({ message_id: id, message_thread_id: thread, is_topic_message: inTopic }) {
  return { reply_to_message_id: id, ...(inTopic ? { message_thread_id: thread } : {}) };
}
