// The editor of the rules puts every page by as it is typed; a press keeps it. Until it is put by,
// nobody leaves the page unwarned. The form says what happened in its own words: data-unsaved (no
// line), data-left (logged out meanwhile), data-back (logged in again).
const form = () => document.querySelector("form[data-unsaved]");
const inForm = (target) => target instanceof Element && target.closest("form[data-unsaved]");
let typed = 0; // what was typed so far, and how much of it the server has
let kept = 0;
let sent = 0;
let out = false;
let leaving = 0; // when the form was sent: what is put by after that would come too late

function say(text, address) {
  const note = document.createElement(address ? "a" : "span");
  if (address) {
    note.href = address;
    note.target = "_blank";
    note.rel = "opener";
  }
  note.textContent = text;
  const box = document.createElement("p");
  box.className = "note note-error";
  box.setAttribute("role", "alert");
  box.appendChild(note);
  form().querySelectorAll("p.note[role=alert]").forEach((one) => one.remove());
  form().prepend(box);
  box.scrollIntoView();
}

const atLogin = (address) => new URL(address, location.href).pathname === "/login/";
const sayOut = () => say(form().dataset.left, `/login/?next=${encodeURIComponent(location.pathname)}`);

// A new login has a new token for forms; the page takes it over without losing a letter.
function comeBack() {
  if (!out || !form()) return;
  fetch(location.href, { credentials: "same-origin" }).then((answer) => {
    if (!answer.ok || atLogin(answer.url)) return null;
    return answer.text().then((text) => {
      const token = new DOMParser().parseFromString(text, "text/html").querySelector("[name=csrfmiddlewaretoken]");
      if (!token) return;
      document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((one) => { one.value = token.value; });
      out = false;
      say(form().dataset.back);
    });
  }).catch(() => undefined);
}

if (form()) {
  document.addEventListener("input", (event) => {
    if (inForm(event.target)) typed += 1;
  });
  // Before the guard of forms, which counts a form as sent.
  document.addEventListener("submit", (event) => {
    if (!inForm(event.target)) return;
    if (navigator.onLine && !out) {
      kept = typed;
      leaving = Date.now();
      return;
    }
    event.preventDefault();
    if (out) sayOut(); else say(form().dataset.unsaved);
  }, true);
  document.addEventListener("htmx:beforeRequest", (event) => {
    sent = typed;
    if (Date.now() - leaving < 15000) event.preventDefault();
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const answer = event.detail.xhr;
    if (atLogin(answer.responseURL)) {
      event.detail.shouldSwap = false;
      out = true;
      sayOut();
    } else if (answer.status === 200) {
      kept = sent;
    }
  });
  window.addEventListener("focus", comeBack);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) comeBack(); });
  window.addEventListener("beforeunload", (event) => {
    if (typed !== kept) event.preventDefault();
  });
}
