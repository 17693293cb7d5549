// Filter a list as one types: <input data-filter="#list">, rows with data-filter-text,
// groups with data-filter-group, whose data-filter-words count for each row in them. The rows are read
// once; htmx may swap them, so they are read again then.

const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const isShown = (element) => !element.closest("[hidden]");

class Filter {
  constructor(input) {
    this.input = input;
    this.list = document.querySelector(input.dataset.filter);
    this.count = document.createElement("p");
    this.count.className = "filter-count";
    this.count.setAttribute("role", "status");
    (input.closest(".filter") ?? input).after(this.count);
    this.read();

    input.addEventListener("input", () => this.apply());
    input.addEventListener("keydown", (event) => this.fromInput(event));
    this.list.addEventListener("keydown", (event) => this.amongRows(event));
    this.list.addEventListener("htmx:afterSettle", () => {
      this.read();
      if (this.input.value) this.apply();
    });
    // The browser puts what was typed back when one returns to the page.
    if (input.value) this.apply();
  }

  read() {
    this.rows = [...this.list.querySelectorAll("[data-filter-text]")].map((row) => ({
      row,
      text: fold(`${row.closest("[data-filter-words]")?.dataset.filterWords ?? ""} ${row.dataset.filterText}`),
    }));
    this.groups = [...this.list.querySelectorAll("[data-filter-group]")];
  }

  apply() {
    const words = fold(this.input.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const { row, text } of this.rows) {
      const matches = words.every((word) => text.includes(word));
      row.hidden = !matches;
      shown += matches;
    }
    for (const group of this.groups) {
      group.hidden = !group.querySelector("[data-filter-text]:not([hidden])");
    }
    this.announce(words.length ? this.inWords(shown) : "");
  }

  inWords(shown) {
    return shown ? `${shown} of ${this.rows.length} shown` : `Nothing matches. Press Escape to see all ${this.rows.length}.`;
  }

  // After a pause, so that a screen reader says the last count and not one for each key.
  announce(words) {
    clearTimeout(this.pause);
    this.pause = setTimeout(() => {
      this.count.textContent = words;
    }, 250);
  }

  stops() {
    return this.rows
      .filter(({ row }) => isShown(row))
      .map(({ row }) => row.querySelector("input[type=checkbox]:not(:disabled), a[href]"))
      .filter(Boolean);
  }

  fromInput(event) {
    if (event.key === "Escape" && this.input.value) {
      event.preventDefault();
      this.input.value = "";
      this.apply();
    } else if (event.key === "ArrowDown") {
      event.preventDefault();
      this.stops()[0]?.focus();
    }
  }

  amongRows(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const stops = this.stops();
    const here = stops.indexOf(event.target);
    if (here < 0) return;
    event.preventDefault();
    (stops[here + step] ?? (step < 0 ? this.input : null))?.focus();
  }
}

const filters = [...document.querySelectorAll("input[data-filter]")].map((input) => new Filter(input));

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.documentElement.dataset.shortcuts === "off") return;
  const typing = event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable=true]");
  const filter = filters.find(({ input }) => input.offsetParent);
  if (typing || !filter) return;
  event.preventDefault();
  filter.input.focus();
  filter.input.select();
});
