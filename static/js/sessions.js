// What an assessor records: rows move up and down, "Now" writes the time, a clock runs with the recording.
// Without this script, numbers say the order and times are typed.

const rowsIn = (list) => [...list.querySelectorAll("[data-row-form]")];

function renumber(list) {
  let shown = 0;
  rowsIn(list).forEach((row, place) => {
    row.querySelector("[name$='-ORDER']").value = place + 1;
    if (!row.hidden) shown += 1;
    row.querySelector("[data-row-number]").textContent = shown;
  });
}

function move(button) {
  const row = button.closest("[data-row-form]");
  const list = row.closest("[data-row-forms]");
  const others = rowsIn(list).filter((other) => !other.hidden);
  const other = others[others.indexOf(row) + (button.dataset.move === "up" ? -1 : 1)];
  if (!other) return;
  if (button.dataset.move === "up") other.before(row);
  else other.after(row);
  renumber(list);
  button.focus();
  // Unsaved text is kept in the order in which it stands.
  row.querySelector("textarea").dispatchEvent(new Event("input", { bubbles: true }));
}

function outfit(row) {
  row.querySelector("[data-stamp]").hidden = false;
  row.querySelector("[data-moves]").hidden = false;
  row.querySelector("[data-order-box]").hidden = true;
}

for (const list of document.querySelectorAll("[data-row-forms]")) {
  rowsIn(list).forEach(outfit);
  new MutationObserver((changes) => {
    for (const change of changes) {
      change.addedNodes.forEach((node) => node.matches?.("[data-row-form]") && outfit(node));
    }
  }).observe(list, { childList: true });
}

// -- The clock --------------------------------------------------------------------------------

const panel = document.querySelector("[data-clock]");
const key = panel && `clock:${panel.dataset.clock}`;

function startedAt() {
  try {
    return Number(sessionStorage.getItem(key)) || 0;
  } catch {
    return 0;
  }
}

function elapsed(start) {
  const seconds = Math.floor((Date.now() - start) / 1000);
  const two = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

function timeNow() {
  const start = panel ? startedAt() : 0;
  return start ? elapsed(start) : new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
}

if (panel) {
  const face = panel.querySelector("[data-clock-face]");
  const button = panel.querySelector("[data-clock-start]");
  const draw = () => {
    const start = startedAt();
    if (start) face.textContent = elapsed(start);
    button.textContent = start ? "Stop the clock" : "Start the clock";
  };
  button.addEventListener("click", () => {
    try {
      if (startedAt()) sessionStorage.removeItem(key);
      else sessionStorage.setItem(key, Date.now());
    } catch {
      // No storage: "Now" writes the time of day.
    }
    draw();
  });
  // Recording in this page starts it by itself.
  document.addEventListener("recording:began", () => {
    if (!startedAt()) button.click();
  });
  panel.hidden = false;
  draw();
  setInterval(draw, 1000);
}

document.addEventListener("click", (event) => {
  const mover = event.target.closest("[data-move]");
  if (mover) move(mover);
  const stamp = event.target.closest("[data-stamp]");
  if (!stamp) return;
  const field = stamp.closest(".input-group").querySelector("input");
  field.value = timeNow();
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
});
