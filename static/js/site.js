// What every page does: menus, two panes on a phone, messages, and what to say when a request fails.

const root = document.documentElement;

/* -- Menus -- */

function closeMenu(menu) {
  if (!menu?.open) return;
  menu.open = false;
  menu.querySelector("summary").focus();
}

document.querySelector(".nav-toggle")?.addEventListener("click", (event) => {
  const button = event.currentTarget;
  const open = document.getElementById(button.getAttribute("aria-controls")).classList.toggle("is-open");
  button.setAttribute("aria-expanded", String(open));
});

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.user-menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
  const close = event.target.closest("[data-dismiss]");
  if (close) dismiss(close);
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeMenu(document.querySelector("details.user-menu[open]"));
});

// The focus must not fall back to the top of the page when what held it goes.
function dismiss(button) {
  button.closest(button.dataset.dismiss)?.remove();
  document.getElementById("main")?.focus({ preventScroll: true });
}

/* -- Two panes, one at a time where there is no room for both -- */

function paneSwitch(panes) {
  const all = [...panes.querySelectorAll(":scope > [data-pane]")];
  if (all.length < 2) return;
  const places = new Map();
  const bar = document.createElement("div");
  bar.className = "pane-switch";
  bar.setAttribute("role", "group");
  bar.setAttribute("aria-label", "Show");

  let shown = null;
  const show = (pane) => {
    if (pane === shown) return;
    if (shown) places.set(shown, window.scrollY);
    for (const other of all) other.classList.toggle("is-away", other !== pane);
    for (const [index, button] of [...bar.children].entries()) {
      button.setAttribute("aria-pressed", String(all[index] === pane));
    }
    if (shown) window.scrollTo({ top: places.get(pane) ?? Math.min(window.scrollY, panes.offsetTop), behavior: "instant" });
    shown = pane;
  };

  for (const pane of all) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = pane.dataset.pane;
    button.addEventListener("click", () => show(pane));
    bar.append(button);
  }
  panes.prepend(bar);

  const named = () => all.find((pane) => location.hash.length > 1 && pane.querySelector(`#${CSS.escape(location.hash.slice(1))}`));
  show(named() ?? all[0]);
  // A link to something in the other pane, or an error there, brings that pane.
  addEventListener("hashchange", () => show(named() ?? shown));
  panes.addEventListener("invalid", (event) => show(event.target.closest("[data-pane]")), true);
}

for (const panes of document.querySelectorAll("[data-panes]")) paneSwitch(panes);

/* -- Requests that fail: nobody may believe that something was saved -- */

const problem = document.getElementById("problem");
const say = (words) => {
  problem.textContent = words;
};

document.addEventListener("htmx:sendError", () =>
  say("This was not saved: the connection is gone. Check it and try again."),
);
document.addEventListener("htmx:timeout", () => say("This was not saved: the site did not answer. Try again."));
document.addEventListener("htmx:responseError", (event) => {
  const status = event.detail.xhr.status;
  if (status === 403) say("This was not saved: you are not allowed to do it. Load the page again to see what changed.");
  else if (status === 404) say("This was not saved: it is no longer there. Load the page again.");
  else say("This was not saved: something went wrong on the site. Load the page again and try once more.");
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful) say("");
});

/* -- The keyboard shortcut can be switched off: speech input types letters into pages -- */

const shortcuts = document.getElementById("shortcuts");

function shortcutsWanted() {
  try {
    return localStorage.getItem("shortcuts") !== "off";
  } catch {
    return true;
  }
}

root.dataset.shortcuts = shortcutsWanted() ? "on" : "off";
if (shortcuts) {
  shortcuts.checked = root.dataset.shortcuts === "on";
  shortcuts.addEventListener("change", () => {
    root.dataset.shortcuts = shortcuts.checked ? "on" : "off";
    try {
      localStorage.setItem("shortcuts", root.dataset.shortcuts);
    } catch {
      // Not remembered, but in force on this page.
    }
  });
}

/* -- A form is sent once: the second click of a double click is no second item -- */

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});

// Going back to a page that the browser kept: its forms can be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

/* -- Buttons that print the page: shown only where a script can do it -- */

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
