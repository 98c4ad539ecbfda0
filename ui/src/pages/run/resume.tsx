import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "sonner";
import { api, type FlowRun, type Schemas } from "@/api/client";
import { Button, Instant, Loaded } from "@/components/basics";
import { Dialog, Refusal, saidOf } from "@/components/overlays";
import { useValues, type Values, ValuesForm } from "@/components/schema-form/values-form";
import { awaited, prefixOf, question } from "@/lib/run-inputs";
import { initial, type Schema } from "@/lib/schema";
import { pauseQuery } from "./queries";

/** Why the rules refused what was proposed; none when they did not. */
export function reasonOf({ status, details }: Schemas["OrchestrationResult"]): string | undefined {
  if (status === "ACCEPT") return undefined;
  return ("reason" in details && details.reason) || "The rules do not allow it now.";
}

/** Proposes that the run goes on, perhaps with input. */
export const resume = async (id: string, run_input?: Values) =>
  reasonOf(await api.post("/flow_runs/{id}/resume", { path: { id }, body: run_input ? { run_input } : {} }));

function Form({ run, schema, onClose }: { run: string; schema: Schema; onClose: () => void }) {
  const client = useQueryClient();
  const { values, lacking, ready, form } = useValues(schema, () => (initial(schema, schema) ?? {}) as Values);
  const [told, setTold] = useState<string>();
  const [busy, setBusy] = useState(false);
  const send = async () => {
    setBusy(true);
    try {
      const refused = await resume(run, values);
      setTold(refused);
      if (refused === undefined) {
        toast.success("Resumed");
        onClose();
      }
    } catch (error) {
      setTold(saidOf(error));
    }
    setBusy(false);
    await client.invalidateQueries({ queryKey: ["run", run] });
  };
  return (
    <form
      className="mt-4 flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <ValuesForm title={schema.title ?? "Input"} none="Nothing has to be filled in." {...form} />
      <Refusal>{told}</Refusal>
      <div className="flex items-center justify-end gap-3">
        {lacking.length > 0 && <span className="text-xs text-muted">still to fill in: {lacking.join(", ")}</span>}
        <Button onClick={onClose}>Back</Button>
        <Button type="submit" look="primary" disabled={busy || !ready}>
          Resume the run
        </Button>
      </div>
    </form>
  );
}

/** Asks for what a paused run waits for, by a form made from the model that the flow gave to its pause, and resumes it. */
export function Resume({ run, onClose }: { run: FlowRun; onClose: () => void }) {
  const id = run.id ?? "";
  const keys = awaited(run);
  const inputs = useQuery(pauseQuery(id, keys ? prefixOf(keys) : ""));
  const asked = inputs.data && keys && question(inputs.data, keys);
  const until = run.state?.state_details?.pause_timeout;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      wide
      title={`Resume ${run.name}`}
      description={
        <>
          {asked?.description || "The run goes on with what is filled in here."}
          {until && (
            <>
              {" "}
              It waits until <Instant at={until} />.
            </>
          )}
        </>
      }
    >
      <Loaded query={inputs} what="What the run waits for" room="h-40">
        {() =>
          asked ? (
            <Form run={id} schema={asked.schema} onClose={onClose} />
          ) : (
            <p className="pt-4 text-[13px] text-muted">The run has not said yet what it waits for.</p>
          )
        }
      </Loaded>
    </Dialog>
  );
}
