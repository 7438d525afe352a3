// The QR reader, fetched only when somebody presses "scan".
import jsQR from "jsqr";

window.jishanReadCode = (picture) => {
  const found = jsQR(picture.data, picture.width, picture.height, { inversionAttempts: "dontInvert" });
  return found ? found.data : "";
};
