// The demo's clock: what time it is there, the phase, and buttons that move it forward.

import { momentOf, setTimezone } from "./calendar.js";
import { control } from "./control.js";
import { button, element } from "./element.js";
import { language, word } from "./words.js";

const POLL_MS = 3000;
const POLL_QUICKLY_MS = 500;
const STEPS = [
  { word: "hour_later", seconds: 3600 },
  { word: "day_later", seconds: 86400 },
];

const SPEEDS = [
  { word: "pause", speed: 0 },
  { word: "play", speed: 1 },
  { word: "faster", speed: 60 },
  { word: "fastest", speed: 900 },
];

export class Clock {
  #known = null;
  #moving = false;
  #offered = null;

  /** `onTimezone` is called once the demo's time zone is known. */
  constructor(node, { onTimezone }) {
    this.node = node;
    this.onTimezone = onTimezone;
    this.moment = element("time", { class: "moment" });
    this.phase = element("span", { class: "phase", role: "status" });
    this.jumps = element("div", { class: "jumps", role: "group" });
    this.paces = element("div", { class: "jumps paces", role: "group" });
    this.failure = element("span", { class: "failure", role: "alert" });
    node.append(element("div", { class: "face" }, this.moment, this.phase), this.paces, this.jumps, this.failure);
  }

  async start() {
    this.node.hidden = false;
    await this.#poll();
    this.#pollLater();
  }

  /** More often while the clock runs faster than the world's. */
  #pollLater() {
    const quick = this.#known?.jumping || this.#known?.speed > 1;
    setTimeout(async () => {
      if (!document.hidden && !this.#moving) await this.#poll();
      this.#pollLater();
    }, quick ? POLL_QUICKLY_MS : POLL_MS);
  }

  draw() {
    if (!this.#known) return;
    const { now, phase, jumps, jumping } = this.#known;
    this.moment.dateTime = now;
    this.#drawPaces();
    this.moment.textContent = this.#moving ? word("moving") : momentOf(new Date(now));
    this.node.ariaBusy = this.jumps.ariaDisabled = String(this.#moving || jumping === true);
    this.phase.dataset.phase = phase;
    // Written only when it changes: a screen reader reads it out each time.
    const words = word(`phase_${phase}`);
    if (this.phase.textContent !== words) this.phase.textContent = words;
    const ahead = jumps.filter((jump) => Date.parse(jump.at) > Date.parse(now));
    const offered = JSON.stringify([ahead, language()]);
    if (offered !== this.#offered) this.#offer(ahead);
    this.#offered = offered;
  }

  /** How fast it runs, and who plays along; a server that knows neither is not asked for them. */
  #drawPaces() {
    const { speed, customers } = this.#known;
    const drawn = JSON.stringify([speed, customers, language()]);
    if (speed === undefined || drawn === this.paces.dataset.drawn) return;
    this.paces.dataset.drawn = drawn;
    const focused = [...this.paces.children].indexOf(document.activeElement);
    const speeds = SPEEDS.map((one) => {
      const made = this.#button(word(one.word), { speed: one.speed });
      made.ariaPressed = String(one.speed === speed);
      return made;
    });
    const invite = this.#button(word("customers"), { customers: !customers }, word("customers_tip"));
    invite.ariaPressed = String(customers);
    this.paces.replaceChildren(...speeds, invite);
    this.paces.children[focused]?.focus();
  }

  #offer(ahead) {
    const steps = STEPS.map((step) => this.#button(word(step.word), { forward_seconds: step.seconds }));
    const jumps = ahead.map(({ key, title, at }) =>
      this.#button(title[language()], { jump: key }, momentOf(new Date(at))),
    );
    const focused = [...this.jumps.children].indexOf(document.activeElement);
    this.jumps.replaceChildren(...steps, ...jumps);
    this.jumps.children[focused]?.focus();
  }

  #button(title, move, tip) {
    return button({ title: tip, on: { click: () => this.#move(move) } }, title);
  }

  async #poll() {
    try {
      const known = await control.clock();
      if (!this.#moving) this.#learn(known);
    } catch {
      // The connection's own sign tells that the server is away; the next poll tries again.
    }
  }

  async #move(move) {
    if (this.#moving) return;
    this.#moving = true;
    this.failure.textContent = "";
    this.draw();
    try {
      this.#known = await control.moveClock(move);
    } catch (error) {
      this.failure.textContent = error instanceof TypeError ? word("not_reached") : error.message;
    }
    this.#moving = false;
    this.draw();
  }

  #learn(known) {
    const first = this.#known === null;
    this.#known = known;
    if (first) {
      setTimezone(known.timezone);
      this.onTimezone();
    }
    this.draw();
  }
}
