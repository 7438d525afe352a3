// htmx, and what people read when the line is down. Its settings stand in parts/htmx.html.
import "htmx.org";

function say(text) {
  const place = document.getElementById("messages");
  if (!place) return;
  const note = document.createElement("p");
  note.className = "note note-error";
  note.textContent = text;
  place.textContent = "";
  place.appendChild(note);
}

document.addEventListener("htmx:sendError", () => say("没有连上，刚才的操作没有送到。请检查网络后再按一次。"));
document.addEventListener("htmx:timeout", () => say("等得太久，没有回音。请再按一次，不会重复登记。"));
document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status >= 500) say("系统出了问题，这一步没有办成。请过一会儿再试，或告诉管理员。");
});
