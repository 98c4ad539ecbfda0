// @vitest-environment jsdom
import { expect, test, vi } from "vitest";
import { randomName } from "@/api/client";
import { copyText } from "./clipboard";

test("text is copied where the browser has no clipboard, and the focus stays", async () => {
  const button = document.body.appendChild(document.createElement("button"));
  button.focus();
  const copied: string[] = [];
  document.execCommand = vi.fn(() => copied.push((document.activeElement as HTMLTextAreaElement).value) > 0);
  expect(navigator.clipboard).toBeUndefined();
  expect(await copyText("weir server start")).toBe(true);
  expect(copied).toEqual(["weir server start"]);
  expect(document.querySelector("textarea")).toBeNull();
  expect(document.activeElement).toBe(button);
});

test("a clipboard that refuses is not taken for one that has the text", async () => {
  vi.stubGlobal("navigator", { clipboard: { writeText: () => Promise.reject(new Error("denied")) } });
  expect(await copyText("x")).toBe(false);
  vi.unstubAllGlobals();
});

test("names are made without a secure context", () => {
  expect(randomName()).toMatch(/^[0-9a-f]{32}$/);
  expect(randomName()).not.toBe(randomName());
});
