// Choosing a measure fills in what is usual for it, wherever nothing else was typed. The server does the same.

const measure = document.querySelector("[data-usual]");

if (measure) {
  const usual = JSON.parse(measure.dataset.usual);
  const fields = ["title", "unit", "direction"].map((name) => measure.form.elements[name]);
  let proposed = usual[measure.value] ?? {};

  measure.addEventListener("change", () => {
    const next = usual[measure.value] ?? {};
    for (const field of fields) {
      const isOurs = !field.value || field.value === (proposed[field.name] ?? "");
      if (isOurs) field.value = next[field.name] ?? "";
    }
    proposed = next;
  });
}
