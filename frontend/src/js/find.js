// Many boxes to tick (data-find: what the search is called): a line to find the right ones by.
const MANY = 20;

function offer(choices) {
  const labels = Array.from(choices.querySelectorAll("label"));
  const form = choices.closest("form[data-find]");
  if (labels.length <= MANY || !form || choices.querySelector("input[type=search]")) return;
  const search = document.createElement("input");
  search.type = "search";
  search.placeholder = form.dataset.find;
  search.setAttribute("aria-label", form.dataset.find);
  search.addEventListener("input", (event) => {
    event.stopPropagation();
    const wanted = search.value.trim();
    labels.forEach((label) => {
      const ticked = label.querySelector("input:checked");
      label.hidden = !ticked && !label.textContent.includes(wanted);
    });
  });
  search.addEventListener("change", (event) => event.stopPropagation());
  choices.prepend(search);
}

const all = () => document.querySelectorAll("form[data-find] .field-choices").forEach(offer);
document.addEventListener("htmx:afterSwap", all);
all();
