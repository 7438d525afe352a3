// What only one choice of a form asks for is hidden while another is chosen.
document.querySelectorAll("[data-when]").forEach((part) => {
  const form = part.closest("form");
  const show = () => {
    const chosen = form.querySelector("input[type=radio]:checked");
    part.hidden = Boolean(chosen) && chosen.value !== part.dataset.when;
  };
  form.addEventListener("change", show);
  show();
});
