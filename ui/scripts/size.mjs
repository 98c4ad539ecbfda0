// Holds what the built UI weighs against its budget, in bytes of gzip.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";

const FIRST_LOAD = 300_000;
const LAZY = 130_000;

const app = new URL("../dist/app/", import.meta.url);
if (!existsSync(new URL("manifest.json", app))) {
  console.error("the UI is not built: run `make ui`");
  process.exit(1);
}
const manifest = JSON.parse(readFileSync(new URL("manifest.json", app), "utf8"));
const size = (file) => statSync(new URL(existsSync(new URL(`${file}.gz`, app)) ? `${file}.gz` : file, app)).size;

/** The files that a chunk needs before it runs. */
function needed(name, seen = new Set()) {
  const chunk = manifest[name];
  if (seen.has(chunk.file)) return seen;
  seen.add(chunk.file);
  for (const css of chunk.css ?? []) seen.add(css);
  for (const other of chunk.imports ?? []) needed(other, seen);
  return seen;
}

const sum = (files) => [...files].reduce((total, file) => total + size(file), 0);
const shell = needed("index.html");
const kb = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
console.log(`first load of the overview: ${kb(sum(shell))} of ${kb(FIRST_LOAD)}`);
const heavy = readdirSync(new URL("assets/", app))
  .filter((file) => /\.js$/.test(file) && !shell.has(`assets/${file}`))
  .map((file) => [file, size(`assets/${file}`)])
  .sort((a, b) => b[1] - a[1]);
for (const [file, bytes] of heavy.slice(0, 3)) console.log(`loaded when needed: ${file} ${kb(bytes)} of ${kb(LAZY)}`);
if (sum(shell) > FIRST_LOAD || heavy.some(([, bytes]) => bytes > LAZY)) {
  console.error("the UI is over its budget");
  process.exit(1);
}
