// The page: brings state, windows, tabs, clock and language together.

import { Chooser } from "./chooser.js";
import { Clock } from "./clock.js";
import { outwardLink } from "./element.js";
import { followEvents } from "./events.js";
import { State } from "./state.js";
import { Tabs } from "./tabs.js";
import { ChatWindow } from "./window.js";
import { label, labelAll, switchLanguage } from "./words.js";

const place = (id) => document.getElementById(id);

const state = new State();
const windows = new Map(); // chat key -> ChatWindow
const chooser = new Chooser(place("chooser"), place("choices"), state, arrange);
const tabs = new Tabs(place("tabs"), place("windows"), state);
const clock = new Clock(place("clock"), { onTimezone: drawAll });

/** Opens and puts away windows until they are those that the chooser names. */
function arrange() {
  const wanted = chooser.open();
  for (const [chatKey, window] of windows) {
    if (wanted.includes(chatKey)) continue;
    window.node.remove();
    windows.delete(chatKey);
  }
  for (const chatKey of wanted) if (!windows.has(chatKey)) open(chatKey);
  const grid = place("windows");
  wanted.forEach((chatKey, index) => {
    const { node } = windows.get(chatKey);
    if (grid.children[index] !== node) grid.insertBefore(node, grid.children[index] ?? null);
  });
  grid.dataset.count = wanted.length;
  tabs.draw(wanted);
}

function open(chatKey) {
  const window = new ChatWindow(chatKey, state, { onClose: () => chooser.close(chatKey) });
  windows.set(chatKey, window);
  window.draw();
  state.loadMessages(chatKey);
}

function drawAll() {
  for (const window of windows.values()) window.draw();
  chooser.draw();
  tabs.draw(chooser.open());
}

function drawLinks() {
  place("links").replaceChildren(...state.links.map(({ title, url }) => outwardLink(url, {}, title)));
}

function showConnection(key) {
  const node = place("connection");
  node.dataset.word = key;
  label(node);
}

async function connected() {
  await state.load();
  await Promise.all([...windows.keys()].map((chatKey) => state.loadMessages(chatKey)));
  showConnection("live");
}

function happened(event) {
  state.apply(event);
  if (event.type === "typing") windows.get(state.keyOf(event))?.typing();
}

state.addEventListener("chats", () => {
  drawLinks();
  chooser.draw();
  arrange();
  for (const window of windows.values()) window.draw();
  if (state.clock && place("clock").hidden) clock.start();
});
state.addEventListener("arrival", ({ detail: chatKey }) => tabs.arrived(chatKey));
state.addEventListener("chat", ({ detail: chatKey }) => windows.get(chatKey)?.draw());
place("language").addEventListener("click", () => {
  switchLanguage();
  clock.draw();
  drawAll();
});

labelAll();
followEvents({ onOpen: connected, onEvent: happened, onLost: () => showConnection("reconnecting") });
