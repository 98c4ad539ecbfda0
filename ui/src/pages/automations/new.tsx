import { useState } from "react";
import { Button, Page } from "@/components/basics";
import { type Automation, blank, describe, recipes } from "@/lib/automation";
import { readTrigger } from "@/lib/event-trigger";
import { useParam } from "@/lib/use-filters";
import { Editor } from "./editor";

// The same files that `weir automation recipes` prints.
const FILES = import.meta.glob("../../../../crates/weir/recipes/*.yaml", {
  query: "?raw",
  import: "default",
  eager: true,
}) as Record<string, string>;
const RECIPES = Object.values(FILES).flatMap(recipes);

export default function NewAutomation() {
  const [copied] = useParam("trigger");
  const [begin, setBegin] = useState<Automation | undefined>(() => {
    const trigger = readTrigger(copied);
    return trigger && { ...blank(), trigger };
  });
  if (begin) {
    return (
      <Page title="New automation">
        <Editor begin={begin} />
      </Page>
    );
  }
  return (
    <Page title="New automation" aside={<Button onClick={() => setBegin(blank())}>Begin with an empty one</Button>}>
      <p className="text-[13px] text-muted">Begin with a recipe, and change the names of flows, pools and blocks in it:</p>
      <ul className="grid gap-3 md:grid-cols-2 xl:grid-cols-3">
        {RECIPES.map(({ about, automation }) => (
          <li key={automation.name} className="flex min-w-0">
            <button
              type="button"
              onClick={() => setBegin({ ...automation })}
              className="flex w-full min-w-0 flex-col gap-1.5 rounded-lg border bg-panel p-4 text-left hover:border-line-strong"
            >
              <span className="font-medium">{automation.name}</span>
              <span className="text-xs text-muted">{about}</span>
              <span className="mt-auto max-w-full truncate pt-1 font-mono text-2xs text-muted">
                {describe(automation.trigger)} → {automation.actions.map((action) => action.type).join(", ")}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Page>
  );
}
