// Asking the site: with the form's token, again after the connection was gone, and logged in or not.

const form = document.querySelector("[data-upload]");

export const endpoint = new URL(form.dataset.create, location.href).href;
export const limit = Number(form.dataset.limit);
export const WAITING = "Waiting for the connection";
export const LOGGED_OUT = "You are no longer logged in. Log in again in another tab: this then goes on by itself";

let token = form.elements.csrfmiddlewaretoken.value;

export const headers = () => ({ "X-CSRFToken": token });

export class Failure extends Error {
  constructor(status, words = "") {
    super(words || sentenceFor(status));
    this.status = status;
  }

  // What may work again without anybody's doing.
  get passes() {
    return this.status === 0 || [408, 409, 423, 429, 460].includes(this.status) || (this.status >= 500 && this.status !== 507);
  }
}

export function sentenceFor(status) {
  if (status === 403) return "You may not add files here now. Load the page again, and try once more.";
  if (status === 404 || status === 410) return "This is no longer there. Load the page again.";
  if (status === 413) return "This is more than the site accepts. Make the file smaller, and add it again.";
  return "The site could not store this file. Try again; if it fails once more, tell your centre.";
}

// The site's own sentences are plain text or JSON; whatever else comes was not written for people.
export function sentenceOf(status, type, body) {
  if (type?.startsWith("text/plain") && body && body.length < 600) return body;
  return sentenceFor(status);
}

export const wasSentToLogin = (address) => Boolean(address) && new URL(address, location.href).pathname === form.dataset.login;

// Logging in again changes the token: the page has a new one.
export async function renewToken() {
  const answer = await fetch(location.href, { credentials: "same-origin" });
  if (wasSentToLogin(answer.url)) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const found = page.querySelector("[data-upload] [name=csrfmiddlewaretoken]")?.value;
  if (!found) return false;
  token = found;
  return true;
}

export const pause = (seconds) =>
  new Promise((resolve) => {
    const go = () => {
      clearTimeout(timer);
      removeEventListener("online", go);
      resolve();
    };
    const timer = setTimeout(go, seconds * 1000);
    addEventListener("online", go);
  });

// 1, 2, 4 … seconds, as long as nothing goes on.
export class Patience {
  constructor() {
    this.reset();
  }

  reset() {
    this.seconds = 1;
  }

  wait() {
    const seconds = this.seconds;
    this.seconds = Math.min(seconds * 2, 15);
    return pause(seconds);
  }
}

// The answer in JSON, however long the connection is gone meanwhile; `waiting` hears why nothing goes on.
export async function ask(address, { values = null, waiting = () => {}, stopped = () => false } = {}) {
  const patience = new Patience();
  let renewed = false;
  for (;;) {
    if (stopped()) throw new Failure(0, "It was stopped.");
    try {
      return await askOnce(address, values);
    } catch (failure) {
      if (failure.status === 403 && !renewed) renewed = await renewToken().catch(() => false);
      else if (!failure.passes && failure.status !== 401) throw failure;
      if (failure.status !== 403) waiting(failure.status === 401 ? LOGGED_OUT : WAITING);
      else if (!renewed) throw failure;
      await patience.wait();
    }
  }
}

async function askOnce(address, values) {
  const options = { headers: { ...headers(), "X-Requested-With": "XMLHttpRequest", Accept: "application/json" } };
  if (values) Object.assign(options, { method: "POST", body: new URLSearchParams(values) });
  let answer;
  try {
    answer = await fetch(address, options);
  } catch {
    throw new Failure(0, WAITING);
  }
  if (wasSentToLogin(answer.url)) throw new Failure(401, LOGGED_OUT);
  const said = await answer.json().catch(() => null);
  // Said by the site itself, so that asking again changes nothing.
  if (said?.error) throw new Failure(answer.status === 409 ? 422 : answer.status, said.error);
  if (!answer.ok || !said) throw new Failure(answer.status);
  return said;
}

// Until it is stored or refused; the site may need a while for a large file.
export async function concluded(address, { sha256 = "", finish = true, ...hearing }) {
  let said = await ask(`${address}${finish ? "finish" : "state"}/`, { values: finish ? { sha256 } : null, ...hearing });
  for (let seconds = 1; said.state === "checking"; seconds = Math.min(seconds + 1, 5)) {
    hearing.waiting?.(said.sentence || "Checking and storing…");
    await pause(seconds);
    said = await ask(`${address}state/`, hearing);
  }
  if (said.state === "stored" && sha256 && said.sha256 !== sha256) {
    throw new Failure(500, "What the site stored is not what was sent. Send it again, and tell your centre.");
  }
  return said;
}

export const drop = (address) => fetch(`${address}drop/`, { method: "POST", headers: { ...headers(), "X-Requested-With": "XMLHttpRequest" } }).catch(() => null);
