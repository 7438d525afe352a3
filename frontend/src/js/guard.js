// A form is sent once. The server's idempotency key is the promise; this spares the second try.
const RELEASE_MS = 15000; // a lost connection: let people press again, the key makes it harmless

function release(form) {
  delete form.dataset.sent;
  form.removeAttribute("aria-busy");
  form.querySelectorAll("button[data-held]").forEach((button) => {
    button.disabled = false;
    button.removeAttribute("data-held");
    if (button.dataset.label) button.textContent = button.dataset.label;
  });
}

function hold(form) {
  form.querySelectorAll("button:not([type=button]):not([disabled])").forEach((button) => {
    button.disabled = true;
    button.setAttribute("data-held", "");
    if (button.dataset.busy) {
      button.dataset.label = button.textContent;
      button.textContent = button.dataset.busy;
    }
  });
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  form.setAttribute("aria-busy", "true");
  // After this turn, or the pressed button's own name and value would not be sent.
  setTimeout(() => hold(form), 0);
  setTimeout(() => release(form), RELEASE_MS);
});

window.addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(release);
});
