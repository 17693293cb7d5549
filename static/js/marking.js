// Marking: "Not yet" leads to its feedback; Ctrl+Enter (or Cmd+Enter) records the card one is in.

document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-decide]");
  if (form && event.target.name === "decision" && event.target.value === "not_yet") {
    form.elements.feedback.focus();
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const form = event.target.closest("[data-decide]");
  if (form) {
    event.preventDefault();
    form.requestSubmit();
  }
});
