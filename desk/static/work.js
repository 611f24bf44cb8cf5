// Staff at work on one issue: phrases are put in with one press, and Ctrl+Enter sends. Everything works without this
// script: a phrase can be copied, and a button pressed.

function insert(field, text) {
  const space = field.selectionStart > 0 && !/\s$/.test(field.value.slice(0, field.selectionStart)) ? "\n" : "";
  field.setRangeText(space + text, field.selectionStart, field.selectionEnd, "end");
  field.focus();
}

for (const list of document.querySelectorAll("[data-phrases]")) {
  const field = document.getElementById(list.dataset.phrases);
  for (const phrase of list.querySelectorAll("li")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-quiet button-small";
    button.textContent = list.dataset.insert;
    button.setAttribute("aria-label", `${list.dataset.insert}: ${phrase.querySelector("strong").textContent}`);
    button.addEventListener("click", () => {
      insert(field, phrase.querySelector("p").textContent);
      list.closest("details").open = false;
    });
    phrase.append(button);
  }
}

document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || field.localName !== "textarea") return;
  field.form.requestSubmit(field.form.querySelector("button:not([type=button])"));
});

// What others do meanwhile is told in a line; the page stays as it is, with all that was typed in it.
const EVERY_MILLISECONDS = 5000;
const changed = document.getElementById("changed");
let tag = "";

async function look() {
  const answer = await fetch(changed.dataset.news, { headers: tag ? { "If-None-Match": tag } : {}, cache: "no-store" });
  if (answer.status === 304 || !answer.ok || answer.redirected) return;
  tag = answer.headers.get("ETag") ?? "";
  const news = new DOMParser().parseFromString(await answer.text(), "text/html").body;
  changed.replaceChildren(...news.children);
}

async function follow() {
  try {
    if (!document.hidden) await look();
  } catch {
    // Away for a moment: it is asked for again.
  }
  setTimeout(follow, EVERY_MILLISECONDS);
}
setTimeout(follow, EVERY_MILLISECONDS);

// A link to a folded form opens it.
function unfold() {
  const target = location.hash && document.getElementById(location.hash.slice(1));
  const fold = target && target.querySelector("details");
  if (fold && target.matches(".folds")) fold.open = true;
}
addEventListener("hashchange", unfold);
unfold();
