// Sends a form with files while the page stays: how far it is can be seen, and nothing is lost without a connection.

const DONE = 100;

function sends(form) {
  const words = form.dataset;
  const state = document.createElement("p");
  const bar = document.createElement("progress");
  state.className = "sending";
  state.setAttribute("role", "status");
  bar.max = DONE;
  bar.hidden = true;
  bar.setAttribute("aria-label", words.sending);
  form.querySelector(".actions").append(bar, state);
  let busy = false;

  function stop(text) {
    busy = false;
    bar.hidden = true;
    state.textContent = text;
  }

  function arrived(address) {
    form.dispatchEvent(new CustomEvent("sent", { bubbles: true }));
    const there = new URL(address);
    if (there.pathname !== location.pathname) {
      location.assign(address);
      return;
    }
    form.elements.text.value = "";
    form.elements.key.value = crypto.getRandomValues(new Uint32Array(4)).join("-");
    stop(words.sent);
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    state.textContent = words.sending;
    bar.hidden = !form.querySelector('input[type="file"]').files.length;
    bar.removeAttribute("value");
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.upload.addEventListener("progress", (step) => {
      if (step.lengthComputable) bar.value = (DONE * step.loaded) / step.total;
    });
    request.addEventListener("load", () => {
      const moved = request.responseURL && new URL(request.responseURL).pathname !== new URL(form.action).pathname;
      if (moved && request.status < 400) arrived(request.responseURL);
      // The server has something to say: its page says it, and holds what was written.
      else form.submit();
    });
    request.addEventListener("error", () => stop(words.unsent));
    request.addEventListener("abort", () => stop(""));
    request.send(new FormData(form));
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("textarea")) form.requestSubmit();
  });
  form.addEventListener("input", () => {
    if (!busy) state.textContent = "";
  });
}

for (const form of document.querySelectorAll("form[data-sends]")) sends(form);
