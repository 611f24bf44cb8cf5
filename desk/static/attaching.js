// Files by drag and drop, and pictures from the clipboard, into a form's field for files; each can be taken away again.

function bytes(files) {
  return files.reduce((sum, file) => sum + file.size, 0);
}

function attach(form) {
  const field = form.querySelector('input[type="file"]');
  const words = form.dataset;
  const list = document.createElement("ul");
  const hint = document.createElement("p");
  const alarm = document.createElement("p");
  list.className = "chosen";
  hint.className = "hint drop-hint";
  hint.textContent = words.drop;
  alarm.className = "alert";
  alarm.setAttribute("role", "alert");
  alarm.hidden = true;
  field.before(hint);
  field.after(list, alarm);
  let files = [];

  function show() {
    const all = new DataTransfer();
    for (const file of files) all.items.add(file);
    field.files = all.files;
    list.replaceChildren(
      ...files.map((file) => {
        const item = document.createElement("li");
        const name = document.createElement("bdi");
        const away = document.createElement("button");
        name.textContent = file.name;
        away.type = "button";
        away.className = "button button-quiet button-small";
        away.textContent = words.remove;
        away.setAttribute("aria-label", `${words.remove}: ${file.name}`);
        away.addEventListener("click", () => {
          files = files.filter((other) => other !== file);
          alarm.hidden = true;
          show();
          field.focus();
        });
        item.append(name, away);
        return item;
      }),
    );
  }

  function take(more) {
    alarm.hidden = true;
    for (const file of more) {
      const tooMany = files.length >= Number(words.mostFiles);
      if (tooMany || bytes([...files, file]) > Number(words.mostBytes)) {
        alarm.textContent = tooMany ? words.tooMany : words.tooLarge;
        alarm.hidden = false;
        break;
      }
      files = [...files, file];
    }
    show();
  }

  field.addEventListener("change", () => take([...field.files]));
  form.addEventListener("paste", (event) => {
    const pasted = [...(event.clipboardData?.files ?? [])];
    // A table from an office program comes as text and as a picture: the text is meant.
    if (!pasted.length || event.clipboardData.types.includes("text/plain")) return;
    event.preventDefault();
    take(pasted);
  });
  form.addEventListener("dragover", () => form.classList.add("is-target"));
  form.addEventListener("dragleave", (event) => {
    if (!form.contains(event.relatedTarget)) form.classList.remove("is-target");
  });
  form.addEventListener("drop", (event) => {
    form.classList.remove("is-target");
    take([...event.dataTransfer.files]);
  });
  form.addEventListener("sent", () => {
    files = [];
    show();
  });
}

// A file that misses the form would open in the place of the page.
for (const kind of ["dragover", "drop"]) {
  window.addEventListener(kind, (event) => {
    if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
  });
}
for (const form of document.querySelectorAll("form[data-drop]")) attach(form);
