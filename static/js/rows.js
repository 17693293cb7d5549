// Rows of a form: add another, remove one. Without this script the boxes "Remove" and the empty rows that
// came with the page do.

const formsOf = (rows) => [...rows.querySelectorAll("[data-row-form]")];
const totalOf = (rows) => rows.querySelector(`[name="${rows.dataset.rows}-TOTAL_FORMS"]`);
const mostOf = (rows) => Number(rows.querySelector(`[name="${rows.dataset.rows}-MAX_NUM_FORMS"]`).value);

function number(rows) {
  let shown = 0;
  for (const form of formsOf(rows)) {
    if (!form.hidden) shown += 1;
    form.querySelector("[data-row-number]").textContent = shown;
  }
  rows.querySelector("[data-row-add]").disabled = Number(totalOf(rows).value) >= mostOf(rows);
}

function add(rows) {
  const total = totalOf(rows);
  const template = rows.querySelector("[data-row-template]");
  const place = document.createElement("template");
  place.innerHTML = template.innerHTML.replaceAll("__prefix__", total.value);
  const form = place.content.firstElementChild;
  rows.querySelector("[data-row-forms]").append(form);
  total.value = Number(total.value) + 1;
  outfit(form, rows);
  number(rows);
  return form;
}

// A removed row stays in the form, hidden and ticked, so that the server removes it and undo is possible.
function remove(form, rows) {
  const box = form.querySelector(".row-remove input");
  box.checked = true;
  form.hidden = true;
  const note = document.createElement("p");
  note.className = "row-removed";
  note.setAttribute("role", "status");
  const undo = document.createElement("button");
  undo.type = "button";
  undo.className = "btn btn-link";
  undo.textContent = "Undo";
  undo.addEventListener("click", () => {
    box.checked = false;
    form.hidden = false;
    note.remove();
    number(rows);
    form.querySelector("input, select, textarea")?.focus();
  });
  form.after(note);
  note.append("Removed. ", undo);
  undo.focus();
  number(rows);
  box.dispatchEvent(new Event("change", { bubbles: true }));
}

function outfit(form, rows) {
  const label = form.querySelector(".row-remove");
  if (!label) return;
  label.hidden = true;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-link row-remove-button";
  button.textContent = label.querySelector("span").textContent;
  button.addEventListener("click", () => remove(form, rows));
  label.after(button);
  if (label.querySelector("input").checked) remove(form, rows);
}

for (const rows of document.querySelectorAll("[data-rows]")) {
  formsOf(rows).forEach((form) => outfit(form, rows));
  const button = rows.querySelector("[data-row-add]");
  button.hidden = false;
  button.addEventListener("click", () => {
    add(rows).querySelector("input:not([type=hidden]), select, textarea")?.focus();
  });
  number(rows);
  // A draft may hold more rows than the page came with.
  rows.closest("form").addEventListener("draft:restoring", (event) => {
    const names = event.detail.map(([name]) => name).filter((name) => name.startsWith(`${rows.dataset.rows}-`));
    const highest = Math.max(-1, ...names.map((name) => Number(name.slice(rows.dataset.rows.length + 1).split("-")[0])));
    while (Number(totalOf(rows).value) <= highest && Number(totalOf(rows).value) < mostOf(rows)) add(rows);
  });
}
