// Says which class names of the templates no stylesheet knows (a typing error, mostly), and which
// names of the stylesheets no template, form or script uses. `npm run check`; fails on the first kind.
import { readFileSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..");

function files(folder, suffix) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return name === "build" || name === "__pycache__" ? [] : files(path, suffix);
    return path.endsWith(suffix) ? [path] : [];
  });
}

const styles = files(join(here, "src/css"), ".css").map((path) => readFileSync(path, "utf8")).join("\n");
const known = new Set(Array.from(styles.matchAll(/\.([a-z][a-z0-9-]*)(?=[^{}]*{)/g), (match) => match[1]));

const unknown = [];
const used = new Set();
for (const path of files(join(root, "src/jishan/web/templates"), ".html")) {
  const text = readFileSync(path, "utf8").replace(/{%[-\s\w]*comment\s*%}[\s\S]*?{%\s*endcomment\s*%}/g, "");
  // Tags and variables become one sign, so that the quotes inside them cannot mislead; a name that is
  // put together with one ("note-{{ level }}") is not judged.
  const plain = text.replace(/{%.*?%}/g, "\u0001").replace(/{{.*?}}/g, "-\u0001");
  for (const match of plain.matchAll(/\sclass="([^"]*)"/g)) {
    const words = match[1].split(/\s+/).filter((word) => !word.split("\u0001").some((piece) => piece.endsWith("-")));
    for (const name of words.flatMap((word) => word.split("\u0001")).filter(Boolean)) {
      used.add(name);
      if (!known.has(name)) unknown.push(`${path.slice(root.length + 1)}: ${name}`);
    }
  }
}

const scripts = files(join(here, "src/js"), ".js").map((path) => readFileSync(path, "utf8")).join("\n");
const dynamic = /^(note|mark|btn|step|slip|pts|c)-|^(js|care)$/;
const idle = [...known].filter((name) => !used.has(name) && !scripts.includes(name) && !dynamic.test(name));
console.log(`classes without a template yet: ${idle.sort().join(" ") || "none"}`);
if (unknown.length) {
  console.error(`classes without a style:\n${unknown.join("\n")}`);
  process.exit(1);
}
