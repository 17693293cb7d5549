// Files by drop, choice or camera, each sent by itself and resumed where it stopped. Without this the form
// sends all at once.

import { Row, insert, say } from "./uploads/row.js";
import { Sending, fingerprintOf } from "./uploads/sending.js";
import { concluded } from "./uploads/site.js";

const AT_ONCE = 2;
const form = document.querySelector("[data-upload]");
const input = form.querySelector("input[type=file]");
const zone = form.querySelector(".drop-zone");

input.required = false;
form.querySelector("[type=submit]").hidden = true;

/* -- Many files -- */

const queue = {
  waiting: [],
  active: new Set(),
  all: new Set(),

  add(sending) {
    this.all.add(sending);
    this.waiting.push(sending);
    this.next();
  },

  // `left`: is sent no more, whatever became of it.
  next(left = null) {
    this.active.delete(left);
    this.waiting = this.waiting.filter((sending) => sending !== left);
    while (this.active.size < AT_ONCE && this.waiting.length) {
      const sending = this.waiting.shift();
      this.active.add(sending);
      sending.send();
    }
  },
};

export function add(files) {
  for (const file of files) new Sending(file, queue, takeUp(file)).wait();
}

/* -- What was begun before, perhaps in a browser that was closed -- */

// The address of an unfinished upload of this very file, whose row goes.
function takeUp(file) {
  const fingerprint = fingerprintOf(file);
  const row = [...document.querySelectorAll("[data-unfinished]")].find((one) => one.dataset.fingerprint === fingerprint);
  if (!row) return null;
  const list = row.parentElement;
  row.remove();
  list.closest("[data-unfinished-list]")?.toggleAttribute("hidden", !list.children.length);
  say(`Going on with ${file.name}.`);
  return row.dataset.unfinished;
}

// The site still checks what it has: this page waits for it like the one that sent it.
async function watch(shown) {
  const row = new Row(shown.dataset.name);
  shown.remove();
  const show = (words) => row.show(words, undefined);
  show("Checking and storing…");
  try {
    const said = await concluded(shown.dataset.unfinished, { finish: false, waiting: show });
    if (said.state === "stored") {
      insert(said);
      row.leave();
    } else row.refuse(said.sentence, ["Dismiss", () => row.leave()]);
  } catch (failure) {
    row.refuse(failure.message, ["Dismiss", () => row.leave()]);
  }
}

for (const shown of document.querySelectorAll("[data-unfinished][data-checking]")) watch(shown);

/* -- Choosing and dropping -- */

function choose(chosen) {
  if (chosen.length) say(chosen.length === 1 ? `Sending ${chosen[0].name}.` : `Sending ${chosen.length} files.`);
  add(chosen);
}

for (const source of document.querySelectorAll("#file-input, [data-camera] input")) {
  source.addEventListener("change", () => {
    const chosen = [...source.files];
    // Else the same file could not be chosen again.
    source.value = "";
    choose(chosen);
  });
}

form.addEventListener("submit", (event) => event.preventDefault());

const brings = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");

zone.addEventListener("dragover", (event) => {
  if (!brings(event)) return;
  event.preventDefault();
  zone.classList.add("is-over");
});
zone.addEventListener("dragleave", (event) => {
  if (!zone.contains(event.relatedTarget)) zone.classList.remove("is-over");
});
zone.addEventListener("drop", (event) => {
  if (!brings(event)) return;
  event.preventDefault();
  zone.classList.remove("is-over");
  const items = [...event.dataTransfer.items].filter((item) => item.kind === "file");
  const folders = items.filter((item) => item.webkitGetAsEntry?.()?.isDirectory);
  choose(items.filter((item) => !folders.includes(item)).map((item) => item.getAsFile()));
  if (folders.length) say("A folder cannot be added. Open it, and add the files in it.");
});

// A file that misses the zone would replace the page, and end what is being sent.
for (const name of ["dragover", "drop"]) {
  window.addEventListener(name, (event) => {
    if (brings(event)) event.preventDefault();
  });
}

window.addEventListener("beforeunload", (event) => {
  if ([...queue.all].some((sending) => sending.isUnderWay)) event.preventDefault();
});
