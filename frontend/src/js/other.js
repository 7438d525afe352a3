// A figure that goes with one answer only (data-other) is hidden while another is chosen.
function show(select) {
  const figure = select.form && select.form.elements[`${select.name}.number`];
  const field = figure && figure.closest(".field");
  if (field) field.hidden = select.value !== select.dataset.other;
}

const all = () => document.querySelectorAll("select[data-other]").forEach(show);
document.addEventListener("change", (event) => {
  if (event.target.matches && event.target.matches("select[data-other]")) show(event.target);
});
document.addEventListener("htmx:afterSwap", all);
all();
