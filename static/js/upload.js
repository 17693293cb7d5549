// Files by drop or choice, each sent by itself with its own progress. Without this the form sends all.

const AT_ONCE = 2;
const form = document.querySelector("[data-upload]");
const input = form.querySelector("input[type=file]");
const zone = form.querySelector(".drop-zone");
const sending = document.querySelector("[data-sending]");
const stored = document.getElementById("file-list");
const said = document.getElementById("files-said");
const limit = Number(form.dataset.limit);

const waiting = [];
const active = new Set();

input.required = false;
form.querySelector("[type=submit]").hidden = true;

function say(words) {
  said.textContent = words;
}

function size(bytes) {
  if (bytes < 1024) return `${bytes} bytes`;
  const kilobytes = bytes / 1024;
  return kilobytes < 1024 ? `${kilobytes.toFixed(0)} KB` : `${(kilobytes / 1024).toFixed(1)} MB`;
}

function make(tag, className, words = "") {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = words;
  return element;
}

function button(words, name, act) {
  const made = make("button", "btn btn-sm btn-outline-secondary", words);
  made.type = "button";
  made.append(make("span", "visually-hidden", ` ${name}`));
  made.addEventListener("click", act);
  return made;
}

/* -- One file on its way -- */

class Sending {
  constructor(file) {
    this.file = file;
    this.row = make("li", "file-row");
    this.name = make("span", "file-name", file.name);
    this.state = make("span", "file-meta");
    this.name.append(" ", this.state);
    this.actions = make("span", "file-actions");
    this.progress = document.createElement("progress");
    this.progress.max = 100;
    this.progress.setAttribute("aria-label", `Sending ${file.name}`);
    this.problem = make("p", "file-problem");
    // The first place is the icon's in a stored row.
    this.row.append(make("span", "file-mark"), this.name, this.actions);
    sending.append(this.row);
  }

  wait() {
    this.state.textContent = "Waiting to be sent";
    this.problem.remove();
    this.actions.replaceChildren(button("Cancel", this.file.name, () => this.cancel()));
    waiting.push(this);
  }

  refuse(words) {
    this.progress.remove();
    this.state.textContent = "Not stored";
    this.problem.textContent = words;
    this.row.append(this.problem);
    this.actions.replaceChildren(
      button("Try again", this.file.name, () => this.retry()),
      button("Dismiss", this.file.name, () => this.leave()),
    );
    say(`${this.file.name} is not stored. ${words}`);
  }

  retry() {
    if (this.file.size > limit) {
      this.refuse(`This file is larger than ${size(limit)}. Make it smaller or split it, and add it again.`);
      return;
    }
    this.wait();
    sendWaiting();
    this.actions.firstElementChild?.focus();
  }

  send() {
    active.add(this);
    this.row.append(this.progress);
    this.progress.value = 0;
    const request = new XMLHttpRequest();
    this.request = request;
    request.open("POST", form.action);
    request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", form.elements.csrfmiddlewaretoken.value);
    request.upload.addEventListener("progress", (event) => this.show(event));
    request.addEventListener("load", () => this.conclude());
    request.addEventListener("error", () =>
      this.end(() => this.refuse("The connection broke. Check it, and try again.")),
    );
    const body = new FormData();
    body.append("file", this.file);
    request.send(body);
  }

  show(event) {
    const percent = Math.floor((100 * event.loaded) / (event.total || 1));
    if (event.loaded < event.total) {
      this.progress.value = percent;
      this.state.textContent = `${percent}% of ${size(this.file.size)} sent`;
    } else {
      this.progress.removeAttribute("value");
      this.state.textContent = "Sent; being checked and stored";
    }
  }

  conclude() {
    this.end(() => {
      const answer = answerOf(this.request);
      if (answer.error || !answer.rows_html) this.refuse(answer.error);
      else this.arrive(answer);
    });
  }

  arrive(answer) {
    insert(answer);
    say(`${this.file.name} is stored. ${answer.note}`);
    if (!answer.note) {
      this.leave();
      return;
    }
    this.progress.remove();
    this.state.textContent = answer.note;
    this.actions.replaceChildren(button("Dismiss", this.file.name, () => this.leave()));
  }

  end(act) {
    active.delete(this);
    act();
    sendWaiting();
  }

  cancel() {
    const place = waiting.indexOf(this);
    if (place >= 0) waiting.splice(place, 1);
    this.request?.abort();
    active.delete(this);
    say(`${this.file.name} was cancelled.`);
    this.leave();
    sendWaiting();
  }

  // The focus must not fall back to the top of the page when what held it goes.
  leave() {
    if (this.row.contains(document.activeElement)) input.focus();
    this.row.remove();
  }
}

function answerOf(request) {
  try {
    const answer = JSON.parse(request.responseText);
    return answer.rows_html || answer.error ? answer : { error: sentenceFor(0) };
  } catch {
    return { error: sentenceFor(request.status) };
  }
}

function sentenceFor(status) {
  if (status === 200) return "You are no longer logged in. Log in again in another tab, then try again here.";
  if (status === 403) return "You may not add files here now. Load the page again, and try once more.";
  if (status === 404) return "This item is no longer there. Load the page again.";
  if (status === 413) return `This is more than the site accepts at once (${size(limit)}). Make the file smaller, and add it again.`;
  return "The site could not store this file. Try again; if it fails once more, tell your centre.";
}

function insert(answer) {
  const rows = fragment(answer.rows_html);
  for (const row of rows) {
    document.getElementById(row.id)?.remove();
    stored.append(row);
    window.htmx?.process(row);
  }
  const viewers = document.getElementById("viewers");
  if (!viewers) return;
  for (const view of fragment(answer.views_html)) {
    document.getElementById(view.id)?.remove();
    viewers.append(view);
  }
  document.dispatchEvent(new CustomEvent("files:added"));
}

function fragment(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return [...template.content.children];
}

/* -- Many files -- */

function sendWaiting() {
  while (active.size < AT_ONCE && waiting.length) waiting.shift().send();
}

function add(files) {
  for (const file of files) new Sending(file).retry();
}

input.addEventListener("change", () => {
  const chosen = [...input.files];
  // Else the same file could not be chosen again.
  input.value = "";
  if (chosen.length) say(chosen.length === 1 ? `Sending ${chosen[0].name}.` : `Sending ${chosen.length} files.`);
  add(chosen);
});

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
  if (folders.length) say("A folder cannot be added. Open it, and add the files in it.");
  add(items.filter((item) => !folders.includes(item)).map((item) => item.getAsFile()));
});

// A file that misses the zone would replace the page, and end what is being sent.
for (const name of ["dragover", "drop"]) {
  window.addEventListener(name, (event) => {
    if (brings(event)) event.preventDefault();
  });
}

window.addEventListener("beforeunload", (event) => {
  if (active.size || waiting.length) event.preventDefault();
});
