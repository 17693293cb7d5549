// Using a record as evidence: what a new item needs is asked only where a new one is chosen.

const choice = document.querySelector("[data-item-choice]");
const asked = document.querySelector("[data-new-item]");

function suit() {
  asked.hidden = choice.value !== "new";
}

choice.addEventListener("change", suit);
suit();
