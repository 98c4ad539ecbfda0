// @vitest-environment jsdom
import { act } from "react";
import { createRoot } from "react-dom/client";
import { expect, test, vi } from "vitest";
import { type Artifact, ArtifactView } from "./artifact-view";

vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);

async function shown(artifact: Partial<Artifact>) {
  const holder = document.createElement("div");
  await act(async () => createRoot(holder).render(<ArtifactView artifact={artifact as Artifact} />));
  return holder;
}

test("a long table is shown bit by bit", async () => {
  const holder = await shown({ type: "table", data: Array.from({ length: 450 }, (_, row) => ({ row })) });
  const rows = () => holder.querySelectorAll("tbody tr").length;
  expect(rows()).toBe(200);
  expect(holder.textContent).toContain("The first 200 of 450 rows");
  await act(async () => holder.querySelector("button")?.click());
  await act(async () => holder.querySelector("button")?.click());
  expect(rows()).toBe(450);
  expect(holder.querySelector("button")).toBeNull();
});

test("an image of another host is a link, and one without a host is shown as it stands", async () => {
  const far = await shown({ type: "image", data: "https://example.com/a.png" });
  expect(far.querySelector("a")?.href).toBe("https://example.com/a.png");
  expect(far.querySelector("img")).toBeNull();
  const own = await shown({ type: "image", data: "data:image/png;base64,AA==" });
  expect(own.querySelector("img")?.getAttribute("src")).toBe("data:image/png;base64,AA==");
  const bad = await shown({ type: "image", data: "javascript:alert(1)" });
  expect(bad.querySelector("a, img")).toBeNull();
});
