// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, useState } from "react";
import { createRoot } from "react-dom/client";
import { expect, test, vi } from "vitest";
import { type Automation, blank } from "@/lib/automation";
import { Form } from "./form";

vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);

test("a second event and a second resource are typed after a comma", async () => {
  let now: Automation = blank();
  function Held() {
    const [automation, setAutomation] = useState(now);
    now = automation;
    return <Form automation={automation} onChange={setAutomation} />;
  }
  const holder = document.body.appendChild(document.createElement("div"));
  await act(async () =>
    createRoot(holder).render(
      <QueryClientProvider client={new QueryClient()}>
        <Held />
      </QueryClientProvider>,
    ),
  );
  const field = (label: string) => {
    const named = [...holder.querySelectorAll("label")].find((one) => one.textContent === label);
    return holder.querySelector(`[id="${named?.htmlFor}"]`) as HTMLInputElement;
  };
  const type = async (label: string, ...parts: string[]) => {
    for (const part of parts) {
      const input = field(label);
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(input, input.value + part);
      await act(async () => input.dispatchEvent(new Event("input", { bubbles: true })));
    }
  };
  await type("Events", ",", " ", "prefect.flow-run.Crashed");
  await type("Of this resource", ",", "prefect.task-run.*");
  expect(now.trigger.expect).toEqual(["prefect.flow-run.Failed", "prefect.flow-run.Crashed"]);
  expect(now.trigger.match).toEqual({ "prefect.resource.id": ["prefect.flow-run.*", "prefect.task-run.*"] });
});
