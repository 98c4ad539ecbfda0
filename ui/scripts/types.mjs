// Writes the types of the API, from the OpenAPI documents that the server is held against: Prefect's, and that of Weir's
// own operations. With --check, says whether the written ones are current.
import { readFileSync, writeFileSync } from "node:fs";
import openapi, { astToString } from "openapi-typescript";

const documents = { "schema.d.ts": "prefect-3.8.8.json", "weir.d.ts": "weir.json" };

for (const [name, from] of Object.entries(documents)) {
  const place = new URL(`../src/api/${name}`, import.meta.url);
  const document = new URL(`../../crates/weir-contract/openapi/${from}`, import.meta.url);
  const types = astToString(await openapi(document, { rootTypes: false }));
  const written = `// Written by scripts/types.mjs; do not edit.\n${types}`;
  if (!process.argv.includes("--check")) {
    writeFileSync(place, written);
  } else if (readFileSync(place, "utf8") !== written) {
    console.error(`src/api/${name} is older than the OpenAPI document: run \`npm run types\``);
    process.exitCode = 1;
  }
}
