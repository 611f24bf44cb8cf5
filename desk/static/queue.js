// The queue by keyboard, and kept fresh: rows change where they stand, new ones wait until they are asked for.
// Everything works without this script, a little less lively.

const EVERY_MILLISECONDS = 5000;
const search = document.getElementById("q");
const keys = document.getElementById("keys");
const news = document.getElementById("queue-news");
const counter = document.getElementById("bulk-count");
let tag = "";
let waiting = null;

const rows = () => [...document.querySelectorAll("#queue .pick")];
const box = (row) => row.querySelector("input[type=checkbox]");
const selected = () => rows().filter((row) => box(row).checked);
const fill = (element, count) => { element.textContent = element.dataset.words.replace("{count}", count); };

// Keyboard

function step(by) {
  const all = rows();
  const at = all.findIndex((row) => row.contains(document.activeElement));
  const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1)];
  next?.querySelector("a.row").focus();
  next?.scrollIntoView({ block: "nearest" });
}

const DOES = {
  j: () => step(1),
  k: () => step(-1),
  x: () => document.activeElement.closest?.(".pick")?.querySelector("input[type=checkbox]").click(),
  "/": () => search.focus(),
  "?": () => keys.showModal(),
};

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("textarea, select, input:not([type=checkbox]):not([type=radio])");
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || keys.open) return;
  if (typing) {
    if (event.key === "Escape" && event.target === search) search.blur();
    return;
  }
  if (event.key === "Escape") {
    for (const open of document.querySelectorAll(".deed[open]")) open.open = false;
    return;
  }
  const does = DOES[event.key];
  if (!does) return;
  event.preventDefault();
  does();
});

const opener = document.getElementById("keys-open");
opener.hidden = false;
opener.addEventListener("click", () => keys.showModal());

// Selection

function tell() { fill(counter, selected().length); }
document.addEventListener("change", (event) => { if (event.target.closest(".pick-box")) tell(); });
tell();

// Freshness

async function look() {
  const part = document.getElementById("queue");
  const answer = await fetch(part.dataset.live, { headers: tag ? { "If-None-Match": tag } : {}, cache: "no-store" });
  if (answer.status === 304 || !answer.ok || answer.redirected) return;
  tag = answer.headers.get("ETag") ?? "";
  take(new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("queue"));
}

function take(fresh) {
  const part = document.getElementById("queue");
  for (const tab of part.querySelectorAll("[data-tab]")) {
    const count = fresh.querySelector(`[data-tab="${tab.dataset.tab}"] .count`);
    if (count) tab.querySelector(".count").textContent = count.textContent;
  }
  const there = new Map(rows().map((row) => [row.dataset.ticket, row]));
  const newest = Math.max(0, ...[...there.keys()].map(Number));
  const coming = [];
  for (const row of fresh.querySelectorAll(".pick")) {
    const old = there.get(row.dataset.ticket);
    there.delete(row.dataset.ticket);
    if (!old) {
      if (Number(row.dataset.ticket) > newest) coming.push(row);
    } else {
      renew(old, row);
    }
  }
  const last = Math.min(Infinity, ...[...fresh.querySelectorAll(".pick")].map((row) => Number(row.dataset.ticket)));
  for (const [number, row] of there) {
    // Pushed to the next page by newer ones it stays; what no longer belongs here goes, unless somebody is at it.
    if (Number(number) < last && fresh.querySelector("[rel=next]")) continue;
    if (box(row).checked || row.contains(document.activeElement)) row.classList.add("pick-gone");
    else row.remove();
  }
  waiting = coming.length ? fresh : null;
  news.hidden = !coming.length;
  fill(news, coming.length);
  tell();
}

function renew(old, row) {
  const [was, is] = [old.querySelector(".row"), row.querySelector(".row")];
  old.classList.remove("pick-gone");
  if (was.innerHTML !== is.innerHTML) was.replaceChildren(...is.childNodes);
}

news.addEventListener("click", () => {
  const part = document.getElementById("queue");
  const old = new Set(rows().map((row) => row.dataset.ticket));
  const chosen = new Set(selected().map((row) => row.dataset.ticket));
  for (const row of waiting.querySelectorAll(".pick")) {
    if (!old.has(row.dataset.ticket)) row.classList.add("pick-new");
    box(row).checked = chosen.has(row.dataset.ticket);
    chosen.delete(row.dataset.ticket);
  }
  // What is selected stays, also where it would stand on the next page by now.
  const left = rows().filter((row) => chosen.has(row.dataset.ticket));
  part.replaceWith(waiting);
  waiting.querySelector(".queue")?.append(...left);
  waiting = null;
  news.hidden = true;
  rows()[0]?.querySelector("a.row").focus();
  tell();
});

async function follow() {
  try {
    if (!document.hidden) await look();
  } catch {
    // Away for a moment: what is shown stays, and is asked for again.
  }
  setTimeout(follow, EVERY_MILLISECONDS);
}

if (document.getElementById("queue").dataset.live) setTimeout(follow, EVERY_MILLISECONDS);
