// Nothing that was typed into a page of the office is lost unasked. Everything works without this script.

function guard(form) {
  let unsaved = form.dataset.unsaved === "yes";
  form.addEventListener("input", () => {
    unsaved = true;
  });
  form.addEventListener("submit", () => {
    unsaved = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (unsaved) event.preventDefault();
  });
}

// A fault, or a link to one, inside of what is folded: it unfolds.
function unfold() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const folded = target?.closest("details");
  if (folded) folded.open = true;
  if (target) target.focus();
}

for (const form of document.querySelectorAll(".office-form")) guard(form);
window.addEventListener("hashchange", unfold);
