// The ten seconds in which a redemption can be taken back. The server holds the real limit.
import { each } from "./ready.js";

each("form[data-undo]", (form) => {
  const ends = Date.now() + Number(form.dataset.undo) * 1000;
  const figure = form.querySelector("[data-undo-left]");
  const timer = setInterval(() => {
    const left = Math.max(0, Math.ceil((ends - Date.now()) / 1000));
    if (form.dataset.sent) {
      clearInterval(timer);
    } else if (left > 0) {
      figure.textContent = String(left);
    } else {
      clearInterval(timer);
      form.hidden = true;
      const after = document.getElementById(form.dataset.undoAfter);
      if (after) after.hidden = false;
    }
  }, 250);
});
