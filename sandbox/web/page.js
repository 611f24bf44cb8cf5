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
const windows = new Map(); // chat id -> ChatWindow
const chooser = new Chooser(place("chooser"), place("choices"), state, arrange);
const tabs = new Tabs(place("tabs"), place("windows"), state);
const clock = new Clock(place("clock"), { onTimezone: drawAll });

/** Opens and puts away windows until they are those that the chooser names. */
function arrange() {
  const wanted = chooser.open();
  for (const [chatId, window] of windows) {
    if (wanted.includes(chatId)) continue;
    window.node.remove();
    windows.delete(chatId);
  }
  for (const chatId of wanted) if (!windows.has(chatId)) open(chatId);
  const grid = place("windows");
  wanted.forEach((chatId, index) => {
    const { node } = windows.get(chatId);
    if (grid.children[index] !== node) grid.insertBefore(node, grid.children[index] ?? null);
  });
  grid.dataset.count = wanted.length;
  tabs.draw(wanted);
}

function open(chatId) {
  const window = new ChatWindow(chatId, state, { onClose: () => chooser.close(chatId) });
  windows.set(chatId, window);
  window.draw();
  state.loadMessages(chatId);
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
  await Promise.all([...windows.keys()].map((chatId) => state.loadMessages(chatId)));
  showConnection("live");
}

function happened(event) {
  state.apply(event);
  if (event.type === "typing") windows.get(event.chat_id)?.typing();
}

state.addEventListener("chats", () => {
  drawLinks();
  chooser.draw();
  arrange();
  for (const window of windows.values()) window.draw();
  if (state.clock && place("clock").hidden) clock.start();
});
state.addEventListener("arrival", ({ detail: chatId }) => tabs.arrived(chatId));
state.addEventListener("chat", ({ detail: chatId }) => windows.get(chatId)?.draw());
place("language").addEventListener("click", () => {
  switchLanguage();
  clock.draw();
  drawAll();
});

labelAll();
followEvents({ onOpen: connected, onEvent: happened, onLost: () => showConnection("reconnecting") });
