import { expect, test } from "vitest";
import { shorten } from "./shorten";

test("what has room stays whole", () => {
  expect(shorten("load-7fb", 60, 60)).toBe("load-7fb");
});

test("of what has none the middle is left out, so that the end still tells it apart", () => {
  expect(shorten("load-warehouse-7fb", 180, 120)).toBe("load-wa…-7fb");
  expect(shorten("load-warehouse-d85", 180, 120)).toBe("load-wa…-d85");
});

test("where there is hardly any room the beginning is kept", () => {
  expect(shorten("load-warehouse-7fb", 180, 40)).toBe("loa…");
  expect(shorten("load-warehouse-7fb", 180, 1)).toBe("l…");
});
