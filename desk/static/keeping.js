// Keeps what is being written in this browser until it is sent, whatever happens to the page.

const QUIET_MILLISECONDS = 300;
const KEPT_MILLISECONDS = 30 * 24 * 60 * 60 * 1000;

function read(key) {
  try {
    const kept = JSON.parse(localStorage.getItem(key));
    return kept && Date.now() - kept.at < KEPT_MILLISECONDS ? kept : null;
  } catch {
    return null;
  }
}

function write(key, kept) {
  try {
    if (kept) localStorage.setItem(key, JSON.stringify({ ...kept, at: Date.now() }));
    else localStorage.removeItem(key);
  } catch {
    // Full, or not allowed here: then nothing is kept.
  }
}

function keep(form) {
  const key = `chatferry:${form.dataset.keep}`;
  const field = form.elements.text;
  const base = field.defaultValue;
  let timer;

  function category() {
    return form.elements.category?.value ?? "";
  }

  function save() {
    clearTimeout(timer);
    write(key, field.value.trim() && field.value !== base ? { text: field.value, base, category: category() } : null);
  }

  function offer(words, label, pressed) {
    const note = document.createElement("p");
    const button = document.createElement("button");
    note.className = "kept";
    note.setAttribute("role", "status");
    button.type = "button";
    button.className = "button button-quiet button-small";
    button.textContent = label;
    button.addEventListener("click", () => {
      note.remove();
      pressed();
      field.focus();
    });
    note.append(words, " ", button);
    field.before(note);
    form.addEventListener("sent", () => note.remove());
  }

  const kept = read(key);
  if (kept && kept.text !== field.value) {
    if (!base || kept.base === base) {
      field.value = kept.text;
      const choice = [...form.querySelectorAll('[name="category"]')].find((one) => one.value === kept.category);
      if (choice && !category()) {
        choice.checked = true;
        choice.dispatchEvent(new Event("change", { bubbles: true }));
      }
      offer(form.dataset.restored, form.dataset.discard, () => {
        field.value = base;
        save();
      });
    } else {
      offer("", form.dataset.putBack, () => {
        field.value = `${field.value}\n\n${kept.text}`;
        save();
      });
    }
  }
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, QUIET_MILLISECONDS);
  });
  window.addEventListener("pagehide", () => {
    if (timer) save();
  });
  form.addEventListener("sent", () => {
    clearTimeout(timer);
    timer = undefined;
    write(key, null);
  });
}

for (const form of document.querySelectorAll("form[data-keep]")) keep(form);
