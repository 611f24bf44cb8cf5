// Inside Telegram: hands on who opened the page, as Telegram signed it, and goes where that leads.

const app = document.getElementById("app");
const given = new URLSearchParams(location.hash.slice(1)).get("tgWebAppData");

function show(name) {
  for (const part of app.querySelectorAll("[data-while]")) part.hidden = part.dataset.while !== name;
}

async function enter() {
  show("opening");
  const form = new URLSearchParams({ data: given });
  if (window.top !== window) form.set("framed", "yes");
  try {
    const answer = await fetch(app.dataset.enter, { method: "POST", body: form });
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
    const { to, window: apart } = await answer.json();
    if (apart) {
      app.querySelector("a[target]").href = to;
      show("window");
    } else {
      location.replace(to);
    }
  } catch {
    show("refused");
  }
}

if (given) enter();
