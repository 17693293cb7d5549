// Choosing learners, for an EQA visit or a batch of documents: narrow the list, tick all that are shown, say how many are ticked.

const bar = document.querySelector("[data-narrowing]");
const list = document.getElementById("choices");

if (bar && list) {
  const rows = [...list.children];
  const boxes = [...list.querySelectorAll("input[type=checkbox]")];
  const chosen = bar.querySelector("[data-chosen]");
  const selects = [...bar.querySelectorAll("[data-narrow]")];

  const [qualifications] = selects;
  const codes = new Set(rows.flatMap((row) => row.dataset.qualification?.split(" ").filter(Boolean) ?? []));
  for (const code of [...codes].sort()) qualifications.add(new Option(code, code));

  const count = () => {
    chosen.textContent = `${boxes.filter((box) => box.checked).length} of ${boxes.length} selected`;
  };
  // A class of its own, so that it adds to what the filter hides.
  const narrow = () => {
    for (const row of rows) {
      const fits = ({ dataset, value }) => !value || row.dataset[dataset.narrow].split(" ").includes(value);
      row.classList.toggle("is-narrowed", !selects.every(fits));
    }
  };
  const isShown = (row) => !row.hidden && !row.classList.contains("is-narrowed");

  bar.addEventListener("change", narrow);
  list.addEventListener("change", count);
  bar.addEventListener("click", (event) => {
    const choose = event.target.closest("[data-choose]")?.dataset.choose;
    if (!choose) return;
    for (const row of rows.filter(isShown)) row.querySelector("input").checked = choose === "all";
    count();
  });

  narrow();
  count();
  bar.hidden = false;
}
