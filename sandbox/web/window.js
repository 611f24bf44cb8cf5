// One chat on the screen: head, messages and what stands at the foot (composer, Start button or lock).

import { Composer } from "./composer.js";
import { control } from "./control.js";
import { button, element } from "./element.js";
import { EVERY_TOPIC, heading, pinnedBar } from "./heading.js";
import { icon } from "./icon.js";
import { askedBy, replyKeyboard } from "./keyboard.js";
import { Log } from "./log.js";
import { alertBox, noticePlace, toast } from "./notice.js";
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
  #footSignature = null;
  #typingTimer = null;
  #answeredForce = null;

  constructor(chatId, state, { onClose }) {
    this.chatId = chatId;
    this.state = state;
    this.onClose = onClose;
    const attributes = { class: "window", "data-chat": chatId, "aria-labelledby": `title${chatId}` };
    this.node = element("section", attributes, this.#head, this.#log.node, this.#typing, this.#toasts, this.#foot);
  }

  get chat() {
    return this.state.chats.get(this.chatId);
  }

  get #writer() {
    const all = people(this.chat, this.state);
    return all.find((person) => person.id === this.#writerId) ?? all[0];
  }

  draw() {
    this.#drawHead();
    this.#drawLog();
    this.#drawFoot();
  }

  typing() {
    clearTimeout(this.#typingTimer);
    this.#typing.textContent = word("typing", { bot: this.state.bot.first_name });
    this.#typing.hidden = false;
    this.#typingTimer = setTimeout(() => (this.#typing.hidden = true), TYPING_MS);
  }

  #drawHead() {
    const chosen = { writer: this.#writer, topic: this.#topic };
    const actions = {
      write: (userId) => ((this.#writerId = userId), this.draw()),
      look: (topic) => ((this.#topic = topic), this.draw()),
      close: this.onClose,
    };
    const parts = [
      heading(this.chat, this.state, `title${this.chatId}`, chosen, actions),
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
    const isNamed = (message) => chat.type !== "private" && !isOwn(message);
    const inTopic = (message) => this.#topic === EVERY_TOPIC || message.message_thread_id === this.#topic;
    this.#log.draw(state.messages(chat.id).filter(inTopic), { isOwn, isNamed, actions: this.#actions });
    if (state.messages(chat.id).at(-1)?.from?.id === state.bot.id) this.#typing.hidden = true;
  }

  #actions = {
    reply: (message) => this.#composer.reply(message),
    edit: (message) => this.#composer.edit(message),
    show: (messageId) => this.#log.show(messageId),
    command: (text) => this.#say({ text }),
    press: (message, data) => this.#press(message, data),
    copy: (text) => this.#copy(text),
  };

  // The foot is left alone while nothing in it changes, so that nobody loses what they are typing.
  #drawFoot() {
    const asked = askedBy(this.state.messages(this.chatId), this.#writer?.id);
    const topic = this.chat.topics?.find((one) => one.message_thread_id === this.#topic);
    const barrier = obstacle(this.chat, this.#writer, topic);
    const commands = this.state.commandsFor(this.chat, this.#writer);
    const signature = JSON.stringify([barrier, asked?.reply_markup.keyboard, commands, this.#writer?.id]);
    if (signature !== this.#footSignature) {
      this.#footSignature = signature;
      this.#composer.offer(commands);
      const keys = asked?.reply_markup.keyboard;
      const keyboard = keys ? [replyKeyboard(keys, this.#writer, (content) => this.#say(content))] : [];
      this.#foot.replaceChildren(...(barrier ? [this.#barrierNode(barrier)] : [this.#composer.node, ...keyboard]));
    }
    if (!barrier && asked?.reply_markup.force_reply && this.#answeredForce !== asked.message_id) {
      this.#answeredForce = asked.message_id;
      this.#composer.suggestReply(asked);
    }
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
    const message = { chat_id: this.chatId, from_id: this.#writer.id, ...thread, ...content };
    this.#log.toEnd();
    return this.#attempt(() => control.say(message));
  }

  #edit(message, text) {
    const changed = message.text === undefined ? { caption: text } : { text };
    return this.#attempt(() => control.edit({ chat_id: this.chatId, message_id: message.message_id, ...changed }));
  }

  async #press(message, data) {
    const press = { chat_id: this.chatId, message_id: message.message_id, user_id: this.#writer.id, data };
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
