// Builds the bundles into the package, says what they weigh, and refuses what is too heavy or too new.
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build, transform } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "../src/jishan/web/static/build");
const target = ["chrome66", "safari12"];
const supported = { destructuring: true }; // old Safari's bug does not concern our code

// Bytes after gzip. A page of the mobile frame carries mobile.css and mobile.js: 30 KB with its text.
const LIMITS = {
  "mobile.css": 9_000, "mobile.js": 6_000, "htmx.js": 20_000,
  "office.css": 9_000, "office.js": 26_000, "scanner.js": 50_000,
};

rmSync(out, { recursive: true, force: true });
const entryPoints = {
  mobile: join(here, "src/js/mobile.js"),
  office: join(here, "src/js/office.js"),
  htmx: join(here, "src/js/htmx_start.js"),
  scanner: join(here, "src/js/scanner.js"),
};
const common = { bundle: true, minify: true, target, outdir: out, charset: "utf8", legalComments: "none", logLevel: "warning" };
await build({ ...common, entryPoints, supported, format: "iife" });
await build({ ...common, entryPoints: { mobile: join(here, "src/css/mobile.css"), office: join(here, "src/css/office.css") } });

// The fonts of printed paper: a browser never loads them, the typesetter does.
const fonts = join(here, "node_modules/@expo-google-fonts/noto-sans-sc");
const paper = join(here, "../src/jishan/paper/fonts");
mkdirSync(paper, { recursive: true });
for (const name of ["400Regular/NotoSansSC_400Regular.ttf", "700Bold/NotoSansSC_700Bold.ttf", "LICENSE_FONT"]) {
  copyFileSync(join(fonts, name), join(paper, name.split("/").pop()));
}

let failed = false;
for (const name of readdirSync(out).sort()) {
  const bytes = readFileSync(join(out, name));
  const gzip = gzipSync(bytes, { level: 9 }).length;
  const brotli = brotliCompressSync(bytes).length;
  console.log(`${name.padEnd(12)} ${String(bytes.length).padStart(7)}  gzip ${String(gzip).padStart(6)}  brotli ${String(brotli).padStart(6)}`);
  if (gzip > LIMITS[name]) {
    console.error(`${name}: more than ${LIMITS[name]} bytes after gzip`);
    failed = true;
  }
  if (!name.endsWith(".js")) continue;
  // Lowering the finished file once more must change nothing: it is old syntax already.
  const text = bytes.toString();
  const [old, now] = await Promise.all([{ target, supported }, { target: "esnext" }].map((options) => transform(text, { ...options, charset: "utf8" })));
  if (old.code !== now.code) {
    console.error(`${name}: holds syntax that ${target.join(" or ")} cannot read`);
    failed = true;
  }
}
if (failed) process.exit(1);
