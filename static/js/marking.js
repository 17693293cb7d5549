// Marking: "Not yet" leads to its feedback, keys lead from card to card and from item to item, and
// sentences of the feedback bank go where one is writing.

const root = document.documentElement;
const help = document.getElementById("key-help");
const TEXT = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable=true]";

const cards = () => [...document.querySelectorAll(".criterion-card")];
const cardOf = (element) => element?.closest?.(".criterion-card");

document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-decide]");
  if (form && event.target.name === "decision" && event.target.value === "not_yet") {
    form.elements.feedback.focus();
  }
});

/* -- Keys -- */

function goTo(card) {
  card.focus({ preventScroll: true });
  card.scrollIntoView({ block: "nearest" });
}

// From no card, to the first that is not decided.
function step(by) {
  const all = cards();
  const here = all.indexOf(cardOf(document.activeElement));
  const open = all.find((card) => !card.querySelector("[name=decision]:checked")) ?? all[0];
  const next = here < 0 ? open : all[here + by];
  if (next) goTo(next);
}

function choose(decision) {
  const card = cardOf(document.activeElement);
  const radio = card?.querySelector(`[name=decision][value=${decision}]`);
  if (!radio) return;
  if (!radio.checked) {
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
  } else if (decision === "not_yet") {
    radio.form.elements.feedback.focus();
  }
}

const follow = (way) => document.querySelector(`[data-queue=${way}]`)?.click();

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  m: () => choose("met"),
  n: () => choose("not_yet"),
  "]": () => follow("next"),
  "[": () => follow("previous"),
  "?": () => help?.showModal(),
};
// Elsewhere these scroll the page, so they move only from a card itself.
const ARROWS = { ArrowDown: KEYS.j, ArrowUp: KEYS.k };

function actOf(event) {
  const isTyped = event.getModifierState("AltGraph") || !(event.ctrlKey || event.metaKey || event.altKey);
  if (!isTyped || root.dataset.shortcuts === "off") return null;
  if (event.target.closest(TEXT) || document.querySelector("dialog[open]")) return null;
  if (event.target.matches(".criterion-card") && ARROWS[event.key]) return ARROWS[event.key];
  return KEYS[event.key] ?? null;
}

document.addEventListener("keydown", (event) => {
  const act = actOf(event);
  if (act) {
    event.preventDefault();
    act();
  } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const form = cardOf(event.target)?.querySelector("[data-decide]");
    if (!form) return;
    event.preventDefault();
    form.requestSubmit();
  }
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-shows-keys]")) help?.showModal();
});

/* -- The feedback bank -- */

// Into the text that was written last in this card; else into its feedback.
const lastText = new WeakMap();

document.addEventListener("focusin", (event) => {
  if (event.target.matches(".criterion-card textarea")) lastText.set(cardOf(event.target), event.target);
});

document.addEventListener("click", (event) => {
  const sentence = event.target.closest("[data-insert]");
  if (!sentence) return;
  const text = lastText.get(cardOf(sentence)) ?? document.getElementById(sentence.dataset.insert);
  const before = text.value.slice(0, text.selectionStart);
  const gap = before && !/\s$/.test(before) ? " " : "";
  text.setRangeText(gap + sentence.textContent, text.selectionStart, text.selectionEnd, "end");
  text.dispatchEvent(new Event("input", { bubbles: true }));
  sentence.closest("details").open = false;
  text.focus();
});

document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest("details.phrases[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
