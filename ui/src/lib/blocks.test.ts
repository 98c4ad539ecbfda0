import { expect, test } from "vitest";
import { changed, withSecrets } from "./blocks";
import { controlOf } from "./schema";

const schema = withSecrets({
  type: "object",
  properties: {
    url: { type: "string" },
    key: { anyOf: [{ type: "string" }], type: "string", format: "password" },
    token: { title: "Token" },
  },
  secret_fields: ["key", "token"],
});

test("what Pydantic calls secret is typed unseen", () => {
  const { url = {}, token = {} } = schema.properties ?? {};
  expect(controlOf(url)).toBe("text");
  expect(controlOf(token)).toBe("secret");
});

test("a secret that nobody typed again is not sent", () => {
  const before = { url: "a", key: "********", token: "********" };
  expect(changed(schema, before, { url: "b", key: "********", token: "new" })).toEqual({ url: "b", token: "new" });
  expect(changed(schema, before, { url: "a", key: "", token: "********" })).toEqual({ url: "a" });
});
