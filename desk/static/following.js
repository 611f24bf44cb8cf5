// Keeps a customer's page as it is now: the issue with its thread, or the list of issues.
// Everything works without this script; the page then shows what was when it was opened.

const WATCHED_MILLISECONDS = 4000;
const UNWATCHED_MILLISECONDS = 60000;
const LONGEST_TOLD = 200;

const told = document.getElementById("told");
const title = document.title;
const shown = new Map();
const waiting = new Map();
let tag = "";
let failures = 0;
let timer;
let asking = false;

// As the server sent it: what other scripts and readers change on the page does not count.
function note(part) {
  shown.set(part.id, part.outerHTML);
}

function isBusy(part) {
  const focused = document.activeElement;
  if (part.contains(focused) && focused.matches("input, textarea, select")) return true;
  if (part.querySelector("details[open]")) return true;
  return [...part.querySelectorAll("input, textarea")].some(
    (field) => field.value !== field.defaultValue || field.checked !== field.defaultChecked,
  );
}

function say(text) {
  const words = text.replace(/\s+/g, " ").trim();
  told.textContent = `${told.dataset.new} ${words.slice(0, LONGEST_TOLD)}`;
  if (document.hidden) document.title = `● ${title}`;
}

// The markup of an entry without what the latest one has more than others.
function markup(entry) {
  return entry.outerHTML.replace(' id="latest"', "");
}

// Entries stay where they are, so that nothing is lost that somebody has marked or is reading; new ones come behind.
function follow(part, next, before) {
  const old = new Map([...before.querySelectorAll("[data-entry]")].map((entry) => [entry.dataset.entry, markup(entry)]));
  const list = part.querySelector(".thread");
  const news = [];
  for (const entry of [...next.querySelectorAll("[data-entry]")]) {
    const there = list.querySelector(`[data-entry="${entry.dataset.entry}"]`);
    if (!there) {
      entry.classList.add("is-new");
      list.append(entry);
      if (!entry.matches(".said-mine")) news.push(entry.innerText);
    } else if (old.get(entry.dataset.entry) !== markup(entry)) {
      there.replaceWith(entry);
    } else {
      there.id = entry.id;
    }
    old.delete(entry.dataset.entry);
  }
  for (const gone of old.keys()) list.querySelector(`[data-entry="${gone}"]`)?.remove();
  return news.join(" · ");
}

function replace(part, next) {
  const link = part.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  part.replaceWith(next);
  if (link) [...next.querySelectorAll("a")].find((one) => one.getAttribute("href") === link)?.focus();
  return next.querySelector(".state")?.innerText ?? "";
}

function take(next) {
  const part = document.getElementById(next.id);
  const text = next.outerHTML;
  if (!part || shown.get(next.id) === text) return waiting.delete(next.id);
  if (isBusy(part)) return waiting.set(next.id, next);
  const before = document.createElement("template");
  before.innerHTML = shown.get(next.id);
  const words = part.querySelector(".thread") ? follow(part, next, before.content) : replace(part, next);
  shown.set(next.id, text);
  waiting.delete(next.id);
  return words ? say(words) : null;
}

async function ask() {
  if (asking) return;
  asking = true;
  clearTimeout(timer);
  try {
    const answer = await fetch(told.dataset.live, { headers: { Accept: "text/html", ...(tag && { "If-None-Match": tag }) } });
    // The link was revoked: there is nothing to follow any more.
    if (answer.status === 404) return;
    if (answer.status !== 304 && !answer.ok) throw new Error(`HTTP ${answer.status}`);
    failures = 0;
    if (answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      tag = answer.headers.get("ETag") ?? "";
      for (const next of page.querySelectorAll("[data-part]")) take(document.adoptNode(next));
    } else {
      for (const next of [...waiting.values()]) take(next);
    }
  } catch {
    // Away for a moment: what is shown stays.
    failures += 1;
  } finally {
    asking = false;
  }
  const usual = document.hidden ? UNWATCHED_MILLISECONDS : WATCHED_MILLISECONDS;
  timer = setTimeout(ask, Math.min(usual * 2 ** failures, UNWATCHED_MILLISECONDS));
}

if (told) {
  for (const part of document.querySelectorAll("[data-part]")) note(part);
  timer = setTimeout(ask, WATCHED_MILLISECONDS);
  document.addEventListener("sent", ask);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    document.title = title;
    ask();
  });
}
