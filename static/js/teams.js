// Small comforts on the pages of a team.

// The menu is a list on a laptop and folded away on a phone.
const menu = document.querySelector("[data-team-menu]");
const wide = matchMedia("(min-width: 992px)");
const fold = () => {
  if (menu) menu.open = wide.matches;
};
fold();
wide.addEventListener("change", fold);
