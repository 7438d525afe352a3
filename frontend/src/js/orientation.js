// Which way up a JPEG was taken, for browsers that draw it as stored (Chrome before 81).
const SOI = 0xffd8;
const APP1 = 0xffe1;
const EXIF = 0x45786966;
const ORIENTATION = 0x0112;

function fromTiff(view, tiff) {
  const little = view.getUint16(tiff) === 0x4949;
  const table = tiff + view.getUint32(tiff + 4, little);
  const count = view.getUint16(table, little);
  for (let n = 0; n < count; n += 1) {
    const entry = table + 2 + n * 12;
    if (view.getUint16(entry, little) === ORIENTATION) return view.getUint16(entry + 8, little);
  }
  return 1;
}

// 1 to 8 as in the Exif standard; 1 when there is none or it cannot be read.
export function orientation(buffer) {
  const view = new DataView(buffer);
  try {
    if (view.getUint16(0) !== SOI) return 1;
    let at = 2;
    while (at + 4 < view.byteLength) {
      const marker = view.getUint16(at);
      if (marker === APP1 && view.getUint32(at + 4) === EXIF) return fromTiff(view, at + 10);
      if ((marker & 0xff00) !== 0xff00) return 1;
      at += 2 + view.getUint16(at + 2);
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error; // a header cut short: as good as none
  }
  return 1;
}

// The canvas transform that turns `width` x `height` as stored into an upright picture.
export function upright(turn, width, height) {
  return {
    1: [1, 0, 0, 1, 0, 0],
    2: [-1, 0, 0, 1, width, 0],
    3: [-1, 0, 0, -1, width, height],
    4: [1, 0, 0, -1, 0, height],
    5: [0, 1, 1, 0, 0, 0],
    6: [0, 1, -1, 0, height, 0],
    7: [0, -1, -1, 0, height, width],
    8: [0, -1, 1, 0, 0, width],
  }[turn] || [1, 0, 0, 1, 0, 0];
}
