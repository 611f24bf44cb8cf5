// Shows the hint of the category that is chosen, and no other; without this script all of them can be read.

const hints = document.querySelector(".hints");

function show() {
  const chosen = document.querySelector('input[name="category"]:checked');
  for (const hint of hints.querySelectorAll("[data-hint]")) hint.hidden = hint.dataset.hint !== chosen?.value;
}

if (hints) {
  hints.setAttribute("aria-live", "polite");
  document.addEventListener("change", (event) => {
    if (event.target.name === "category") show();
  });
  show();
}
