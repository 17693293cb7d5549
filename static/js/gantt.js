// The chart of a plan: a bar is moved, or made longer at its end, by dragging or by the arrow keys, and saved
// at once. The list of tasks below the chart does the same without this script.

const DAY = 24 * 3600 * 1000;
// Arrow keys come in bursts: they are saved together, as one move with one undo.
const PAUSE = 700;
const HANDLE = 10;
const SVG = "http://www.w3.org/2000/svg";

const said = document.querySelector("[data-gantt-said]");
const dayOf = (iso) => Date.parse(`${iso}T00:00:00Z`) / DAY;
const isoOf = (day) => new Date(day * DAY).toISOString().slice(0, 10);
const words = (day) =>
  new Date(day * DAY).toLocaleDateString("en-GB", { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });

// What has the focus once the server's chart and list have come: a selector.
let refocus = "";

class Bar {
  constructor(group) {
    this.group = group;
    this.chart = group.closest("[data-gantt]");
    this.rect = group.querySelector("rect");
    this.width = Number(this.rect.getAttribute("width"));
    this.perDay = Number(this.chart.dataset.day);
    this.first = dayOf(group.dataset.from);
    this.last = dayOf(group.dataset.until);
    this.moved = 0;
    this.longer = 0;
    this.timer = 0;
    this.fitOut();
  }

  fitOut() {
    const x = Number(this.rect.getAttribute("x"));
    this.handle = document.createElementNS(SVG, "rect");
    this.handle.setAttribute("class", "gantt-end");
    // Short bars keep a part by which they can be moved.
    const inside = Math.min(HANDLE / 2, this.width / 2);
    for (const [name, value] of Object.entries({
      x: x + this.width - inside,
      y: this.rect.getAttribute("y"),
      width: inside + HANDLE / 2,
      height: this.rect.getAttribute("height"),
      rx: 2,
    })) this.handle.setAttribute(name, value);
    this.group.append(this.handle);
    this.group.setAttribute("tabindex", "0");
    this.group.setAttribute("role", "slider");
    this.group.setAttribute("aria-label", `${this.group.dataset.words}: first day`);
    this.group.setAttribute("aria-describedby", "gantt-keys");
    this.name();
    this.group.addEventListener("pointerdown", (event) => this.grab(event));
    this.group.addEventListener("keydown", (event) => this.press(event));
    this.group.addEventListener("blur", () => this.timer && this.save());
  }

  get days() {
    return [this.first + this.moved, this.last + this.moved + this.longer];
  }

  name() {
    const [first, last] = this.days;
    this.group.setAttribute("aria-valuenow", first);
    this.group.setAttribute("aria-valuetext", `${words(first)} to ${words(last)}`);
  }

  // Show the bar where it would be; false where it would end before it starts.
  show(moved, longer) {
    if (this.last + longer < this.first) {
      said.textContent = `“${this.group.dataset.words}” cannot end before it starts.`;
      return false;
    }
    this.moved = moved;
    this.longer = longer;
    this.group.classList.toggle("is-moving", Boolean(moved || longer));
    this.group.setAttribute("transform", `translate(${moved * this.perDay} 0)`);
    this.rect.setAttribute("width", Math.max(this.width + longer * this.perDay, 2));
    this.name();
    const [first, last] = this.days;
    said.textContent = `“${this.group.dataset.words}”: ${words(first)} to ${words(last)}`;
    return true;
  }

  settle() {
    clearTimeout(this.timer);
    this.timer = 0;
  }

  giveBack() {
    this.settle();
    this.show(0, 0);
    said.textContent = "";
  }

  async save() {
    this.settle();
    if (!this.moved && !this.longer) {
      said.textContent = "";
      return;
    }
    const [first, last] = this.days;
    const row = document.querySelector(`[data-task-row="${this.group.dataset.task}"]`);
    if (document.activeElement === this.group) refocus = `[data-gantt] [data-task="${this.group.dataset.task}"]`;
    const values = { starts_on: isoOf(first), ends_on: isoOf(last) };
    try {
      await htmx.ajax("POST", row.dataset.move, { target: "#plan-work", swap: "outerHTML", values });
    } catch {
      // js/site.js says that it was not saved.
    }
    // Still there: the server's chart did not come.
    if (this.group.isConnected) this.giveBack();
    else said.textContent = "";
  }

  /* -- Pointer -- */

  grab(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    this.group.focus({ preventScroll: true });
    this.group.setPointerCapture(event.pointerId);
    const isEnd = event.target === this.handle;
    const start = event.clientX;
    // The picture is scaled to the page.
    const day = this.perDay * (this.chart.getBoundingClientRect().width / this.chart.viewBox.baseVal.width);
    const drag = (move) => {
      const days = Math.round((move.clientX - start) / day);
      if (isEnd) this.show(0, Math.max(days, this.first - this.last));
      else this.show(days, 0);
    };
    const over = new AbortController();
    const ended = (act) => () => {
      over.abort();
      act();
    };
    const options = { signal: over.signal };
    this.group.addEventListener("pointermove", drag, options);
    this.group.addEventListener("pointerup", ended(() => this.save()), options);
    this.group.addEventListener("pointercancel", ended(() => this.giveBack()), options);
  }

  /* -- Keyboard -- */

  press(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step && !event.altKey && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      const shown = event.shiftKey ? this.show(this.moved, this.longer + step) : this.show(this.moved + step, this.longer);
      this.settle();
      if (shown || this.moved || this.longer) this.timer = setTimeout(() => this.save(), PAUSE);
    } else if (event.key === "Enter") {
      this.save();
    } else if (event.key === "Escape") {
      this.giveBack();
    }
  }
}

function fitOut(part) {
  for (const chart of part.querySelectorAll("[data-gantt]:not([data-ready])")) {
    chart.dataset.ready = "yes";
    // A picture has nothing in it for a screen reader, a group does.
    chart.setAttribute("role", "group");
    chart.querySelectorAll("[data-task]").forEach((group) => new Bar(group));
  }
  const again = refocus && part.querySelector(refocus);
  if (again) {
    refocus = "";
    again.focus({ preventScroll: true });
  }
}

// A button that was pressed is another one afterwards: "Done" has become "Reopen".
document.addEventListener("htmx:beforeSwap", (event) => {
  const row = document.activeElement?.closest("[data-task-row]");
  if (row && event.detail.target.id === "plan-work") refocus = `[data-task-row="${row.dataset.taskRow}"] button`;
});
document.addEventListener("htmx:load", () => fitOut(document));
fitOut(document);
