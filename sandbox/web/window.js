// One chat on the screen: head, messages and what stands at the foot (composer, Start button or lock).

import { Composer } from "./composer.js";
import { control, placeOf } from "./control.js";
import { button, element } from "./element.js";
import { EVERY_TOPIC, heading, pinnedBar } from "./heading.js";
import { icon } from "./icon.js";
import { askedBy, replyKeyboard } from "./keyboard.js";
import { Log } from "./log.js";
import { alertBox, noticePlace, toast } from "./notice.js";
import { personName } from "./person.js";
import { obstacle, people } from "./rights.js";
import { word } from "./words.js";

const TYPING_MS = 5000;

export class ChatWindow {
  #log = new Log();
  #toasts = noticePlace();
  #head = element("div", { class: "head" });
  #foot = element("div", { class: "foot" });
  #typing = element("div", { class: "typing", hidden: true });
  #composer = new Composer({ onSay: (content) => this.#say(content), onEdit: (...edit) => this.#edit(...edit) });
  #topic = EVERY_TOPIC;
  #writerId = null;
  #keys = element("div", { class: "reply-keys" });
  #barrier; // undefined: nothing is drawn yet
  #asked = "";
  #typingTimer = null;

  constructor(chatKey, state, { onClose }) {
    this.chatKey = chatKey;
    this.state = state;
    this.onClose = onClose;
    const attributes = { class: "window", "data-chat": chatKey, "aria-labelledby": `title${chatKey}` };
    this.node = element("section", attributes, this.#head, this.#log.node, this.#typing, this.#toasts, this.#foot);
  }

  get chat() {
    return this.state.chats.get(this.chatKey);
  }

  get #writer() {
    const all = people(this.chat, this.state);
    return all.find((person) => person.id === this.#writerId) ?? all[0];
  }

  draw() {
    this.#drawHead();
    // Before the log, which then ends above whatever keyboard came with its newest message.
    this.#drawFoot();
    this.#drawLog();
  }

  typing() {
    clearTimeout(this.#typingTimer);
    // In a business chat people see the owner at work.
    const who = this.state.users.get(this.chat.owner_id) ?? this.state.bot;
    this.#typing.textContent = word("typing", { bot: personName(who) });
    this.#typing.hidden = false;
    this.#typingTimer = setTimeout(() => (this.#typing.hidden = true), TYPING_MS);
  }

  #drawHead() {
    const chosen = { writer: this.#writer, topic: this.#topic };
    const actions = {
      write: (userId) => ((this.#writerId = userId), this.draw()),
      look: (topic) => ((this.#topic = topic), this.draw()),
      connect: (enabled) => this.#attempt(() => control.connect(this.chat.owner_id, enabled)),
      close: this.onClose,
    };
    const parts = [
      heading(this.chat, this.state, `title${this.chatKey}`, chosen, actions),
      pinnedBar(this.chat, this.state, (messageId) => this.#log.show(messageId)),
    ].filter(Boolean);
    // Left alone while it would look the same: somebody may have a choice in it open.
    const head = element("div", { class: "head" }, parts);
    if (!head.isEqualNode(this.#head)) this.#head.replaceChildren(...parts);
  }

  #drawLog() {
    const { chat, state } = this;
    const writer = this.#writer;
    const isOwn = (message) => writer !== undefined && message.from?.id === writer.id && !message.sender_chat;
    const isNamed = (message) => (chat.type !== "private" || chat.owner_id) && !isOwn(message);
    const inTopic = (message) => this.#topic === EVERY_TOPIC || message.message_thread_id === this.#topic;
    this.#log.draw(state.messages(chat.key).filter(inTopic), { isOwn, isNamed, actions: this.#actions });
    if (state.messages(chat.key).at(-1)?.from_bot) this.#typing.hidden = true;
  }

  #actions = {
    reply: (message) => this.#composer.reply(message),
    edit: (message) => this.#composer.edit(message),
    show: (messageId) => this.#log.show(messageId),
    command: (text) => this.#say({ text }),
    press: (message, data) => this.#press(message, data),
    copy: (text) => this.#copy(text),
  };

  // What stands there already is left alone, so that nobody loses what they are typing.
  #drawFoot() {
    const topic = this.chat.topics?.find((one) => one.message_thread_id === this.#topic);
    const barrier = obstacle(this.chat, this.#writer, topic);
    if (barrier !== this.#barrier) {
      this.#barrier = barrier;
      this.#foot.replaceChildren(...(barrier ? [this.#barrierNode(barrier)] : [this.#composer.node, this.#keys]));
    }
    this.#composer.offer(this.state.commandsFor(this.chat, this.#writer));
    this.#drawAsked(barrier ? null : askedBy(this.state.messages(this.chatKey), this.#writer));
  }

  #drawAsked(asked) {
    const signature = asked ? `${asked.message_id} ${this.#writer.id}` : "";
    if (signature === this.#asked) return;
    this.#asked = signature;
    const markup = asked?.client_markup;
    this.#composer.hint(markup?.input_field_placeholder);
    // In a group the answer is a reply, so that the bot hears it in spite of privacy mode.
    const reply = asked && this.chat.type !== "private" ? { reply_to_message_id: asked.message_id } : {};
    const say = (content) => this.#say({ ...content, ...reply });
    this.#keys.replaceChildren(...(markup?.keyboard ? [replyKeyboard(markup.keyboard, this.#writer, say)] : []));
    if (markup?.force_reply) this.#composer.suggestReply(asked);
  }

  #barrierNode(reason) {
    if (reason !== "start" && reason !== "unblock") {
      return element("p", { class: "lock" }, icon("lock"), element("span", { "data-word": reason }));
    }
    const start = () => this.#attempt(() => control.start(this.#writer.id));
    return button({ class: "primary start", "data-word": reason, on: { click: start } });
  }

  #say(content) {
    const thread = this.#topic === EVERY_TOPIC ? {} : { message_thread_id: this.#topic };
    const message = { ...placeOf(this.chat), from_id: this.#writer.id, ...thread, ...content };
    this.#log.toEnd();
    return this.#attempt(() => control.say(message));
  }

  #edit(message, text) {
    const changed = message.text === undefined ? { caption: text } : { text };
    const edited = { ...placeOf(this.chat), message_id: message.message_id };
    return this.#attempt(() => control.edit({ ...edited, ...changed }));
  }

  async #press(message, data) {
    const press = { ...placeOf(this.chat), message_id: message.message_id, user_id: this.#writer.id, data };
    await this.#attempt(async () => {
      const { answer } = await control.press(press);
      if (answer?.text && answer.show_alert) alertBox(answer.text);
      else if (answer?.text) toast(this.#toasts, answer.text);
    });
  }

  async #copy(text) {
    if (await this.#attempt(() => navigator.clipboard.writeText(text))) toast(this.#toasts, word("copied"));
  }

  async #attempt(call) {
    try {
      await call();
      return true;
    } catch (error) {
      // fetch reports a server that is not there as a TypeError.
      toast(this.#toasts, error instanceof TypeError ? word("not_reached") : error.message);
      return false;
    }
  }
}
