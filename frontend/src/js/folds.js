// What somebody has unfolded in a form stays unfolded when the form comes back from the server.
let open = [];

document.addEventListener("htmx:beforeSwap", (event) => {
  open = Array.from(event.detail.target.querySelectorAll("details[id][open]"), (one) => one.id);
});
document.addEventListener("htmx:afterSwap", () => {
  open.splice(0).forEach((id) => {
    const fold = document.getElementById(id);
    if (fold) fold.open = true;
  });
});
