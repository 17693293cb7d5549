// The sampling screen: the item that a link brings is shown, on a phone too, and read from its head.

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target?.id !== "item") return;
  const heading = document.querySelector("#item h3");
  if (!heading) return;
  // On a phone this brings the pane that holds it.
  location.hash = "";
  location.hash = heading.id;
  heading.focus({ preventScroll: true });
});
