// Light or dark, before the first paint: the saved choice, else what the system prefers.
// A classic script, because a module would run after the first paint.
(() => {
  const KEY = "theme";
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");

  // Storage may be closed to us (private windows, policies): then nothing is remembered.
  const choice = () => {
    try {
      return localStorage.getItem(KEY) || "auto";
    } catch {
      return "auto";
    }
  };
  const keep = (theme) => {
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      return;
    }
  };

  const paint = (theme) => {
    const dark = theme === "auto" ? system.matches : theme === "dark";
    root.dataset.bsTheme = dark ? "dark" : "light";
    for (const button of document.querySelectorAll("[data-theme]")) {
      button.setAttribute("aria-pressed", String(button.dataset.theme === theme));
    }
  };

  paint(choice());
  system.addEventListener("change", () => paint(choice()));
  document.addEventListener("DOMContentLoaded", () => paint(choice()));
  // Paper is white.
  addEventListener("beforeprint", () => paint("light"));
  addEventListener("afterprint", () => paint(choice()));
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-theme]");
    if (!button) return;
    keep(button.dataset.theme);
    paint(button.dataset.theme);
  });
})();
