// Marks the page as scripted, so that what only works with a script may show itself.
document.documentElement.classList.add("js");

export function each(selector, work) {
  document.querySelectorAll(selector).forEach((element) => work(element));
}
