// Keeps what staff look at fresh: the progress of a broadcast while it runs, and the count of an audience once chosen.
// Everything works without this script, a little less lively.

const EVERY_MILLISECONDS = 3000;

async function fetched(address) {
  const answer = await fetch(address, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) throw new Error(`HTTP ${answer.status}`);
  return answer.text();
}

async function follow(part) {
  let next = part;
  try {
    const text = await fetched(part.dataset.live);
    next = new DOMParser().parseFromString(text, "text/html").getElementById(part.id) ?? part;
  } catch {
    // Away for a moment, or signed out: what is shown stays, and is asked for again.
  }
  if (next.dataset.state !== part.dataset.state) {
    // Other buttons belong on the page now.
    location.replace(location.pathname);
    return;
  }
  if (next !== part) part.replaceWith(next);
  if (next.dataset.live) setTimeout(follow, EVERY_MILLISECONDS, next);
}

function count(select) {
  const output = document.getElementById("count");
  select.addEventListener("change", async () => {
    const chosen = select.value;
    const address = new URL(select.dataset.count, location.href);
    address.searchParams.set("audience", chosen);
    output.textContent = "…";
    let text = "";
    try {
      text = await fetched(address);
    } catch {
      // The page that follows counts as well.
    }
    // Another one may have been chosen meanwhile.
    if (select.value === chosen) output.textContent = text.trim();
  });
}

for (const part of document.querySelectorAll("[data-live]")) setTimeout(follow, EVERY_MILLISECONDS, part);
for (const select of document.querySelectorAll("[data-count]")) count(select);
