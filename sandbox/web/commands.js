// The commands that the bot offers, as chips above the composer: behind the / button, or while a command is typed.

import { button, element } from "./element.js";
import { icon } from "./icon.js";

export class CommandMenu {
  #commands = [];
  #open = false;
  #text = "";

  /** `onChoose` gets the command with its slash. */
  constructor(onChoose) {
    this.onChoose = onChoose;
    this.node = element("div", { class: "commands", role: "group", "data-word-label": "commands", hidden: true });
    this.opener = button(
      { class: "tool", "data-word-label": "commands", hidden: true, on: { click: () => this.#toggle() } },
      icon("slash"),
    );
  }

  /** Takes BotCommands; none hides the opener. */
  offer(commands) {
    // Drawn anew the chips would lose the focus.
    if (JSON.stringify(commands) === JSON.stringify(this.#commands)) return;
    this.#commands = commands;
    this.opener.hidden = !commands.length;
    this.#draw();
  }

  /** What stands in the composer narrows the choice, or closes the menu. */
  typed(text) {
    this.#text = text;
    this.#draw();
  }

  close() {
    this.#open = false;
    this.#draw();
  }

  #toggle() {
    this.#open = !this.#open;
    this.#draw();
  }

  #draw() {
    const typing = /^\/\w*$/.test(this.#text);
    const fitting = this.#commands.filter(({ command }) => !typing || `/${command}`.startsWith(this.#text));
    this.node.hidden = !fitting.length || !(typing || (this.#open && !this.#text));
    this.opener.ariaExpanded = String(!this.node.hidden);
    this.node.replaceChildren(...fitting.map((command) => this.#chip(command)));
  }

  #chip({ command, description }) {
    const choose = () => {
      this.close();
      this.onChoose(`/${command}`);
    };
    return button({ class: "chip", title: description, on: { click: choose } }, `/${command}`);
  }
}
