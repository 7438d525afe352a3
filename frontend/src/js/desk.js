// Desk work by keyboard and in batches.

// The box in a table's head ticks every box of the same form.
document.addEventListener("change", (event) => {
  const all = event.target;
  if (!all.matches || !all.matches("input[data-check-all]")) return;
  const scope = all.closest("form, table");
  scope.querySelectorAll(`input[type=checkbox][name="${all.dataset.checkAll}"]`).forEach((box) => {
    box.checked = all.checked;
  });
});

// J and K walk the list, Y and N press the row's own buttons. They act only while the focus is
// inside the list (WCAG 2.1.4), and never while somebody is typing.
document.addEventListener("keydown", (event) => {
  const list = event.target.closest && event.target.closest("[data-keys]");
  if (!list || event.ctrlKey || event.altKey || event.metaKey) return;
  if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) && event.target.type !== "checkbox") return;
  const key = event.key.toLowerCase();
  const rows = Array.from(list.querySelectorAll("[data-row]"));
  const here = rows.indexOf(event.target.closest("[data-row]"));
  if (key === "j" || key === "k") {
    const next = rows[Math.min(rows.length - 1, Math.max(0, here + (key === "j" ? 1 : -1)))];
    if (next) next.focus();
  } else if (here >= 0) {
    const button = rows[here].querySelector(`[data-key="${key}"]`);
    if (!button) return;
    button.click();
  } else {
    return;
  }
  event.preventDefault();
});
