// Says that a file is on its way: a large one takes a while, and nothing else would show it.

const form = document.querySelector("form[data-verify]");
const busy = form?.querySelector(".verify-busy");

form?.addEventListener("submit", () => {
  if (form.elements.document.files.length) busy.hidden = false;
});

// Going back to a page that the browser kept.
window.addEventListener("pageshow", () => {
  if (busy) busy.hidden = true;
});

// The verdict is what one came for: it is read out, and in view.
document.getElementById("verdict-heading")?.focus();
