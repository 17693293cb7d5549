// The skills matrix: arrow keys move between the cells, 0 to 4 set a level, each change is saved at once.
// Without this script a cell is a button that sends its next level and loads the page again.

const form = document.querySelector("[data-levels]");
const grid = document.querySelector(".skills-grid");
const said = document.getElementById("levels-said");
const LEVELS = 5;
const words = [...document.querySelectorAll("[data-level]")].map((each) => each.textContent);
// What the site knows of a cell, to go back to when it could not be saved.
const kept = new WeakMap();

const levelOf = (button) => Number(button.textContent);
const nameOf = (id) => document.getElementById(id).textContent;

function show(button, level) {
  const [member, skill] = button.value.split("-");
  button.classList.replace(`l${levelOf(button)}`, `l${level}`);
  button.textContent = level;
  button.value = `${member}-${skill}-${(level + 1) % LEVELS}`;
}

function set(button, level) {
  if (!kept.has(button)) kept.set(button, levelOf(button));
  if (level === levelOf(button)) return;
  show(button, level);
  const [member, skill] = button.value.split("-");
  const target = document.getElementById(`g${skill}`);
  const values = { cell: `${member}-${skill}-${level}` };
  // Whatever became of it, htmx:afterRequest says so.
  htmx.ajax("POST", form.action, { source: button, target, swap: "innerHTML", values }).catch(() => {});
}

function answered(event) {
  const button = event.target.closest("button.level");
  if (!button) return;
  const cell = event.detail.requestConfig.parameters.cell;
  const [member, skill, level] = cell.split("-");
  if (event.detail.successful) {
    kept.set(button, Number(level));
    said.textContent = `Saved: ${nameOf(`m${member}`)}, ${nameOf(`s${skill}`)}: ${level} ${words[level]}.`;
  } else {
    show(button, kept.get(button));
    said.textContent = "";
  }
}

/* -- Keyboard: one cell is in the order of the tab key, the arrows go to the others -- */

const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

function goTo(button) {
  grid.querySelector('button.level[tabindex="0"]')?.setAttribute("tabindex", "-1");
  button.tabIndex = 0;
}

function neighbour(button, key) {
  const cell = button.parentElement;
  const row = cell.parentElement;
  if (key === "Home") return row.cells[1];
  if (key === "End") return row.cells[row.cells.length - 1];
  const [down, right] = STEPS[key];
  return row.parentElement.rows[row.sectionRowIndex + down]?.cells[cell.cellIndex + right];
}

function pressed(event) {
  const button = event.target.closest("button.level");
  if (!button || event.ctrlKey || event.metaKey || event.altKey) return;
  if (/^[0-4]$/.test(event.key)) set(button, Number(event.key));
  else if (event.key in STEPS || event.key === "Home" || event.key === "End") {
    neighbour(button, event.key)?.querySelector("button.level")?.focus();
  } else return;
  event.preventDefault();
}

if (form && grid) {
  // Screen readers then let the arrow keys through.
  grid.setAttribute("role", "grid");
  const buttons = [...grid.querySelectorAll("button.level")];
  for (const button of buttons) button.tabIndex = -1;
  goTo(grid.querySelector("button.level:target") ?? buttons[0]);
  grid.addEventListener("focusin", (event) => event.target.matches("button.level") && goTo(event.target));
  grid.addEventListener("keydown", pressed);
  grid.addEventListener("click", (event) => {
    const button = event.target.closest("button.level");
    if (!button) return;
    event.preventDefault();
    set(button, (levelOf(button) + 1) % LEVELS);
  });
  grid.addEventListener("htmx:afterRequest", answered);
}

// A skill's form takes the place of its name, and gives it back: the focus goes along.
document.addEventListener("htmx:afterSwap", (event) => {
  const head = event.target.closest(".skills-grid th");
  if (head && event.target === head) head.querySelector("input[name=name], .skill-edit")?.focus();
});
