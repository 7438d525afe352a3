// A file may be dropped on the box as well as chosen; the box says what it holds.
import { each } from "./ready.js";

each("[data-drop]", (box) => {
  const input = box.querySelector("input[type=file]");
  const words = box.querySelector("[data-drop-name]");
  const name = () => {
    const file = input.files[0];
    words.textContent = file ? `已选：${file.name}（${Math.ceil(file.size / 1024)} KB）` : "";
  };
  const over = (on) => (event) => {
    event.preventDefault();
    box.classList.toggle("drop-over", on);
  };
  input.addEventListener("change", name);
  box.addEventListener("dragover", over(true));
  box.addEventListener("dragleave", over(false));
  box.addEventListener("drop", (event) => {
    over(false)(event);
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    name();
  });
});
