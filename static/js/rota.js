// Shifts are written in a dialog over the week. Without this script each has a page of its own.

const dialog = document.querySelector("[data-shift-dialog]");
let opener = null;

function comeBack() {
  // The week was drawn anew: the shift that was opened is there again, or its place in the week is.
  const place = document.getElementById(opener?.id) ?? document.getElementById(opener?.dataset.again);
  place?.focus();
}

document.addEventListener("htmx:afterSwap", (event) => {
  if (!dialog) return;
  if (dialog.contains(event.detail.target)) {
    if (!dialog.open) dialog.showModal();
    const first = dialog.querySelector(".alert, .is-invalid") ?? dialog.querySelector("#shift-heading");
    if (!first.matches("input, select")) first.tabIndex = -1;
    first.focus();
  } else if (dialog.open) {
    dialog.close();
  }
});

dialog?.addEventListener("close", () => comeBack());

document.addEventListener("click", (event) => {
  const link = event.target.closest?.(".rota-shift, .rota-add");
  if (link) opener = link;
  if (event.target.closest?.("[data-shift-cancel]") && dialog?.open) {
    event.preventDefault();
    dialog.close();
  }
});
