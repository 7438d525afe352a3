// The code of a household or a pickup: typed, read by a USB scanner, or by the camera.
import { each } from "./ready.js";

// "Ab 12-3c" and full-width letters become "AB123C"; of a printed address the last piece counts.
export function tidy(text) {
  const last = text.trim().replace(/[?#].*$/, "").split("/").filter(Boolean).pop() || "";
  return last.normalize("NFKC").replace(/[\s\-·]/g, "").toUpperCase();
}

each("input[data-code]", (input) => {
  input.addEventListener("change", () => { input.value = tidy(input.value); });
  if (input.form) input.form.addEventListener("submit", () => { input.value = tidy(input.value); });
});

const LOOK_EVERY_MS = 120;
const LOOK_SIDE = 480;

function fetchReader(address) {
  if (window.jishanReadCode) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = resolve;
    script.onerror = () => reject(new Error("no reader"));
    document.head.appendChild(script);
  });
}

class Scanner {
  constructor(button) {
    this.button = button;
    this.view = document.getElementById(button.dataset.scan);
    this.input = document.getElementById(button.dataset.scanInto);
    this.video = this.view.querySelector("video");
    this.words = this.view.querySelector("[data-scan-words]");
    this.canvas = document.createElement("canvas");
    this.view.querySelector("[data-scan-stop]").addEventListener("click", () => this.stop());
    document.addEventListener("visibilitychange", () => document.hidden && this.stop());
  }

  async start() {
    this.view.hidden = false;
    this.words.textContent = "正在打开相机……";
    try {
      const wanted = { video: { facingMode: "environment" } };
      this.stream = await navigator.mediaDevices.getUserMedia(wanted);
      this.video.srcObject = this.stream;
      await fetchReader(this.button.dataset.scanReader);
      await this.video.play();
      this.words.textContent = "把二维码放在画面中间";
      this.timer = setInterval(() => this.look(), LOOK_EVERY_MS);
    } catch (error) {
      this.stop();
      this.view.hidden = false;
      this.words.textContent = "相机打不开，请直接输入户码。";
      this.input.focus();
    }
  }

  look() {
    const { videoWidth: width, videoHeight: height } = this.video;
    if (!width) return;
    const scale = Math.min(1, LOOK_SIDE / Math.min(width, height));
    this.canvas.width = Math.round(width * scale);
    this.canvas.height = Math.round(height * scale);
    const pen = this.canvas.getContext("2d");
    pen.drawImage(this.video, 0, 0, this.canvas.width, this.canvas.height);
    const picture = pen.getImageData(0, 0, this.canvas.width, this.canvas.height);
    const text = window.jishanReadCode(picture);
    if (text) this.found(tidy(text));
  }

  found(code) {
    this.stop();
    this.input.value = code;
    const send = this.input.form && this.input.form.querySelector("button:not([type=button])");
    if (send) send.click();
  }

  stop() {
    clearInterval(this.timer);
    if (this.stream) this.stream.getTracks().forEach((track) => track.stop());
    this.stream = null;
    this.view.hidden = true;
  }
}

each("button[data-scan]", (button) => {
  if (!navigator.mediaDevices || !navigator.mediaDevices.getUserMedia) {
    button.hidden = true;
    return;
  }
  const scanner = new Scanner(button);
  button.addEventListener("click", () => scanner.start());
});
