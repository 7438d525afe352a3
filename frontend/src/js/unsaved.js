// A form of the rules is long and is kept only by a press: nobody loses it by leaving the page or
// because the line is down. Marked with data-unsaved = what is said while there is no line.
const form = document.querySelector("form[data-unsaved]");
let typed = false;
const isForm = (target) => target instanceof Element && target.closest("form[data-unsaved]");

if (form) {
  document.addEventListener("input", (event) => {
    if (isForm(event.target)) typed = true;
  });
  // Before the guard of forms, which counts a form as sent.
  document.addEventListener("submit", (event) => {
    if (!isForm(event.target)) return;
    if (navigator.onLine) {
      typed = false;
      return;
    }
    event.preventDefault();
    const note = document.createElement("p");
    note.className = "note note-error";
    note.setAttribute("role", "alert");
    note.textContent = event.target.dataset.unsaved;
    event.target.querySelectorAll("p.note[role=alert]").forEach((one) => one.remove());
    event.target.prepend(note);
    note.scrollIntoView();
  }, true);
  window.addEventListener("beforeunload", (event) => {
    if (typed) event.preventDefault();
  });
}
