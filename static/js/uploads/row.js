// One file on its way, as a row of the list: what it is called, how it stands, what can be done.

const list = document.querySelector("[data-sending]");
const said = document.getElementById("files-said");

// Read out by screen readers; the rows themselves change too often for that.
export function say(words) {
  said.textContent = words;
}

function make(tag, className, words = "") {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = words;
  return element;
}

export class Row {
  constructor(name) {
    this.name = name;
    this.element = make("li", "file-row");
    this.state = make("span", "file-meta");
    const title = make("span", "file-name", name);
    title.append(" ", this.state);
    this.actions = make("span", "file-actions");
    this.progress = document.createElement("progress");
    this.progress.max = 100;
    this.progress.setAttribute("aria-label", `Sending ${name}`);
    this.problem = make("p", "file-problem");
    // The first place is the icon's in a stored row.
    this.element.append(make("span", "file-mark"), title, this.actions);
    list.append(this.element);
  }

  // `percent`: a number, undefined for "under way, nobody knows how far", null for no bar at all.
  show(words, percent = null) {
    if (this.state.textContent !== words) this.state.textContent = words;
    if (percent === null) {
      this.progress.remove();
      return;
    }
    if (!this.progress.isConnected) this.element.append(this.progress);
    if (percent === undefined) this.progress.removeAttribute("value");
    else this.progress.value = percent;
  }

  // `actions`: pairs of words and what is done.
  offer(...actions) {
    const words = actions.map(([name]) => name).join();
    if (words === this.offered) return;
    this.offered = words;
    const hadFocus = this.actions.contains(document.activeElement);
    this.actions.replaceChildren(
      ...actions.map(([name, act]) => {
        const button = make("button", "btn btn-sm btn-outline-secondary", name);
        button.type = "button";
        button.append(make("span", "visually-hidden", ` ${this.name}`));
        button.addEventListener("click", act);
        return button;
      }),
    );
    if (hadFocus) this.actions.firstElementChild?.focus();
  }

  refuse(words, ...actions) {
    this.show("Not stored");
    this.problem.textContent = words;
    this.element.append(this.problem);
    this.offer(...actions);
    say(`${this.name} is not stored. ${words}`);
  }

  forgive() {
    this.problem.remove();
  }

  // The focus must not fall back to the top of the page when what held it goes.
  leave() {
    if (this.element.contains(document.activeElement)) document.getElementById("file-input").focus();
    this.element.remove();
  }
}

/* -- What has been stored appears in the page -- */

const stored = document.getElementById("file-list");

export function insert(answer) {
  for (const row of fragment(answer.rows_html)) {
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
