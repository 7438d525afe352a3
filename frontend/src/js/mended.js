// What was said to be wrong with a control is no longer said once the control is changed.
document.addEventListener("input", (event) => {
  const control = event.target;
  const field = control.closest && control.closest("form[data-unsaved] .field");
  const error = field && field.querySelector(".field-error");
  if (!error) return;
  error.remove();
  field.querySelectorAll("[aria-invalid]").forEach((one) => one.removeAttribute("aria-invalid"));
  const said = control.form.querySelector(`.note-error a[href="#id_${control.name}"]`);
  if (!said) return;
  const note = said.closest(".note-error");
  said.closest("li").remove();
  if (!note.querySelector("li")) note.remove();
});
