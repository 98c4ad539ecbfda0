// Writes the types of the API, from the OpenAPI document that the server is held against. With --check, says whether
// the written ones are current.
import { readFileSync, writeFileSync } from "node:fs";
import openapi, { astToString } from "openapi-typescript";

const place = new URL("../src/api/schema.d.ts", import.meta.url);
const document = new URL("../../crates/weir-contract/openapi/prefect-3.8.8.json", import.meta.url);
const written = `// Written by scripts/types.mjs; do not edit.\n${astToString(await openapi(document, { rootTypes: false }))}`;
if (!process.argv.includes("--check")) {
  writeFileSync(place, written);
} else if (readFileSync(place, "utf8") !== written) {
  console.error("src/api/schema.d.ts is older than the OpenAPI document: run `npm run types`");
  process.exit(1);
}
