// Shrinks a photograph on the phone: longest side 1280 px, at most 300 KB. If anything is missing
// in this browser the photograph goes as it is; the server checks and re-encodes it in any case.
import { each } from "./ready.js";
import { orientation, upright } from "./orientation.js";

const SIDE_MAX = 1280;
const BYTES_MAX = 300 * 1024;
const QUALITIES = [0.82, 0.7, 0.58, 0.46, 0.34];

function read(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(reader.error);
    reader.readAsArrayBuffer(file.slice(0, 128 * 1024));
  });
}

function load(file) {
  return new Promise((resolve, reject) => {
    const url = URL.createObjectURL(file);
    const image = new Image();
    image.onload = () => resolve(image);
    image.onerror = () => reject(new Error("not a picture"));
    image.addEventListener("load", () => setTimeout(() => URL.revokeObjectURL(url), 0));
    image.src = url;
  });
}

function draw(image, turn) {
  const scale = Math.min(1, SIDE_MAX / Math.max(image.naturalWidth, image.naturalHeight));
  const width = Math.round(image.naturalWidth * scale);
  const height = Math.round(image.naturalHeight * scale);
  const canvas = document.createElement("canvas");
  canvas.width = turn > 4 ? height : width;
  canvas.height = turn > 4 ? width : height;
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.setTransform(...upright(turn, width, height));
  pen.drawImage(image, 0, 0, width, height);
  return canvas;
}

async function encode(canvas) {
  let smallest = null;
  for (const quality of QUALITIES) {
    smallest = await new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
    if (!smallest || smallest.size <= BYTES_MAX) break;
  }
  return smallest;
}

export async function shrink(file) {
  const drawnUpright = window.CSS && CSS.supports("image-orientation", "from-image");
  const turn = drawnUpright ? 1 : orientation(await read(file));
  const canvas = draw(await load(file), turn);
  return { canvas, blob: await encode(canvas) };
}

function swap(input, blob) {
  const bag = new DataTransfer();
  bag.items.add(new File([blob], "photo.jpg", { type: "image/jpeg" }));
  input.files = bag.files;
}

function say(input, text) {
  const place = document.getElementById(input.dataset.photo);
  if (place) place.textContent = text;
}

function show(input, canvas) {
  const place = document.getElementById(input.dataset.photo);
  if (!place) return;
  canvas.className = "photo-view";
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", "选好的照片");
  place.appendChild(canvas);
}

async function chosen(input) {
  const file = input.files[0];
  say(input, "");
  if (!file || !/^image\//.test(file.type)) return;
  const buttons = input.form ? input.form.querySelectorAll("button:not([type=button])") : [];
  buttons.forEach((button) => { button.disabled = true; });
  say(input, "正在把照片变小……");
  try {
    const { canvas, blob } = await shrink(file);
    if (blob && blob.size < file.size) swap(input, blob);
    say(input, `照片已选好，${Math.ceil(input.files[0].size / 1024)} KB`);
    show(input, canvas);
  } catch (error) {
    say(input, "照片已选好，按原样上传");
  } finally {
    buttons.forEach((button) => { button.disabled = false; });
  }
}

each("input[type=file][data-photo]", (input) => {
  input.addEventListener("change", () => chosen(input));
});
