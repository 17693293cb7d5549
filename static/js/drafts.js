// What is typed into a form with data-draft-key stays in this browser until it is saved.
//
// A draft goes when the page after its submission says that it was saved (or htmx does), when its owner
// throws it away, when anybody logs out here, and after two weeks.

const PREFIX = "draft:";
const SUBMITTED = "draft-submitted";
const TWO_WEEKS = 14 * 24 * 3600 * 1000;
const WAIT = 600;
const SKIPPED = new Set(["hidden", "file", "password", "submit", "button"]);

// Storage may be closed to us or full: then there are no drafts, and the form works all the same.
const quietly = (act) => {
  try {
    return act();
  } catch {
    return null;
  }
};
const store = {
  get: (key) => quietly(() => JSON.parse(localStorage.getItem(key))),
  set: (key, value) => quietly(() => localStorage.setItem(key, JSON.stringify(value))),
  remove: (key) => quietly(() => localStorage.removeItem(key)),
  keys: () => quietly(() => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX))) ?? [],
};

const person = document.body.dataset.person ?? "";
const keyOf = (form) => `${PREFIX}${person}:${form.dataset.draftKey}`;
const fieldsOf = (form) => [...form.elements].filter((field) => field.name && !SKIPPED.has(field.type));

function valuesOf(form) {
  return fieldsOf(form).map((field) => ("checked" in field && /checkbox|radio/.test(field.type)
    ? [field.name, field.value, field.checked]
    : [field.name, field.value]));
}

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

function put(form, values) {
  // Rows that were added to the form (js/rows.js) are added again first.
  form.dispatchEvent(new CustomEvent("draft:restoring", { detail: values }));
  for (const [name, value, checked] of values) {
    for (const field of fieldsOf(form).filter((candidate) => candidate.name === name)) {
      if (checked === undefined) field.value = value;
      else if (field.value === value) field.checked = checked;
      else continue;
      // "draft:restored" tells the narrative editor, which shows its own copy of the text.
      field.dispatchEvent(new Event("draft:restored"));
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }
}

function offer(form, draft) {
  const when = new Date(draft.at).toLocaleString("en-GB", { dateStyle: "long", timeStyle: "short" });
  const box = document.createElement("div");
  box.className = "draft-offer";
  box.setAttribute("role", "status");
  const words = document.createElement("p");
  const button = (label, look, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = `btn btn-sm ${look}`;
    made.textContent = label;
    made.addEventListener("click", () => {
      act();
      box.remove();
      fieldsOf(form)[0]?.focus();
    });
    return made;
  };
  box.append(
    words,
    button("Restore unsaved text", "btn-primary", () => put(form, draft.values)),
    button("Throw it away", "btn-outline-secondary", () => store.remove(keyOf(form))),
  );
  form.prepend(box);
  // A live region speaks what changes in it, not what it comes with.
  words.textContent = `You typed something here on ${when} that was not saved.`;
  return box;
}

// What each form held when it came, and the timer and offer that belong to it.
const watched = new WeakMap();

function watch(form) {
  if (watched.has(form)) return;
  const draft = store.get(keyOf(form));
  const untouched = valuesOf(form);
  const box = draft && !same(draft.values, untouched) ? offer(form, draft) : null;
  watched.set(form, { untouched, box, timer: 0 });
}

function keep(form) {
  const state = watched.get(form);
  clearTimeout(state.timer);
  state.timer = 0;
  const values = valuesOf(form);
  if (!same(values, state.untouched)) store.set(keyOf(form), { at: Date.now(), values });
}

function typed(form) {
  const state = watched.get(form);
  // Typing on says that the old text is not wanted.
  state.box?.remove();
  state.box = null;
  clearTimeout(state.timer);
  state.timer = setTimeout(() => keep(form), WAIT);
}

function saved(form) {
  const state = watched.get(form);
  clearTimeout(state.timer);
  state.timer = 0;
  state.untouched = valuesOf(form);
  store.remove(keyOf(form));
}

const formOf = (event) => {
  const form = event.target.closest?.("form[data-draft-key]");
  return form && watched.has(form) ? form : null;
};
const watchIn = (part) => {
  if (part.matches?.("form[data-draft-key]")) watch(part);
  part.querySelectorAll("form[data-draft-key]").forEach(watch);
};

document.addEventListener("input", (event) => formOf(event) && typed(formOf(event)));
document.addEventListener("change", (event) => formOf(event) && keep(formOf(event)));
addEventListener("pagehide", () => {
  for (const form of document.querySelectorAll("form[data-draft-key]")) {
    if (watched.get(form)?.timer) keep(form);
  }
});

document.addEventListener("submit", (event) => {
  // Somebody else may sit down at this computer next.
  if (event.target.matches("[data-forget-drafts]")) store.keys().forEach(store.remove);
  const form = formOf(event);
  if (!form) return;
  keep(form);
  // htmx sends its forms itself and says below how it went.
  if (!event.defaultPrevented) quietly(() => sessionStorage.setItem(SUBMITTED, keyOf(form)));
});
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt;
  if (event.detail.successful && watched.has(form)) saved(form);
});
document.addEventListener("htmx:load", (event) => watchIn(event.detail.elt));

function settleSubmitted() {
  const key = quietly(() => sessionStorage.getItem(SUBMITTED));
  // A login page, an error page or a form that came back with errors: nothing was saved.
  if (!key || document.body.dataset.pageState === "failed") return;
  sessionStorage.removeItem(SUBMITTED);
  const again = [...document.querySelectorAll("form[data-draft-key]")].find((form) => keyOf(form) === key);
  if (!again?.querySelector(".is-invalid, .alert-danger, [aria-invalid=true]")) store.remove(key);
}

function dropOld() {
  for (const key of store.keys()) {
    if (!(Date.now() - store.get(key)?.at < TWO_WEEKS)) store.remove(key);
  }
}

dropOld();
settleSubmitted();
watchIn(document);
