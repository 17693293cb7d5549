// What is typed in a marking card is kept on the server a second later: it survives a closed browser and
// waits on another device. One request of a card at a time, so that none overtakes another.

const WAIT = 1000;
const RETRY = 5000;

// Of each card's form: the timer, the request under way, whether to save again, whether to stop.
const states = new WeakMap();
const stateOf = (form) => {
  if (!states.has(form)) states.set(form, { timer: 0, underway: null, again: false, stopped: false });
  return states.get(form);
};
const noteOf = (form) => form.querySelector("[data-draft]");

function say(form, words, kept) {
  const note = noteOf(form);
  note.querySelector("[data-draft-words]").textContent = words;
  note.querySelector("[data-draft-discard]").hidden = !kept;
}

function later(form, wait = WAIT) {
  const state = stateOf(form);
  if (state.stopped) return;
  clearTimeout(state.timer);
  state.timer = setTimeout(() => save(form), wait);
}

function save(form) {
  const state = stateOf(form);
  clearTimeout(state.timer);
  state.timer = 0;
  if (state.stopped || !form.isConnected) return;
  if (state.underway) {
    state.again = true;
    return;
  }
  const note = noteOf(form);
  const body = new URLSearchParams(new FormData(form));
  body.set("mark", note.dataset.mark);
  // "keepalive": it arrives also when the page is closed meanwhile.
  state.underway = fetch(note.dataset.draft, { method: "POST", body, keepalive: true, redirect: "manual" })
    .then((answer) => settle(form, answer), () => failed(form))
    .finally(() => {
      state.underway = null;
      if (state.again) later(form, 0);
      state.again = false;
    });
}

function settle(form, answer) {
  if (answer.status === 204) {
    const mark = answer.headers.get("Draft-Mark") ?? "";
    noteOf(form).dataset.mark = mark;
    say(form, mark ? `Draft saved ${answer.headers.get("Draft-Saved")}` : "", Boolean(mark));
  } else if (answer.status === 409) {
    stateOf(form).stopped = true;
    say(form, "This is being written in another window as well. Load the page again to see what is there; what you typed here is not kept.", false);
  } else if (answer.status === 422) {
    say(form, "The draft is too long to be kept. Shorten it.", false);
  } else {
    stateOf(form).stopped = true;
    say(form, "The draft cannot be kept. Load the page again.", false);
  }
}

function failed(form) {
  say(form, "The draft is not saved: the connection is gone.", false);
  later(form, RETRY);
}

const formOf = (event) => event.target.closest?.("form[data-decide]");

document.addEventListener("input", (event) => formOf(event) && later(formOf(event)));
document.addEventListener("change", (event) => formOf(event) && later(formOf(event)));

// Before a card is recorded or its draft thrown away, what is under way ends; nothing is saved after it.
document.addEventListener("htmx:confirm", (event) => {
  const form = event.detail.elt.closest("form[data-decide]");
  if (!form || !(event.detail.elt === form || event.detail.elt.matches("[data-draft-discard]"))) return;
  const state = stateOf(form);
  clearTimeout(state.timer);
  state.again = false;
  if (!state.underway || event.detail.question) return;
  event.preventDefault();
  state.underway.finally(() => event.detail.issueRequest());
});

// What was typed and is not yet sent goes now: the next page, or nobody, comes.
const flush = () => {
  for (const form of document.querySelectorAll("form[data-decide]")) {
    if (states.get(form)?.timer) save(form);
  }
};
addEventListener("pagehide", flush);
document.addEventListener("visibilitychange", () => document.hidden && flush());
