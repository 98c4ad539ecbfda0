import { useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { api, type Deployment } from "@/api/client";
import { Button, Input } from "@/components/basics";
import { Dialog } from "@/components/overlays";
import { useValues, ValuesForm } from "@/components/schema-form/values-form";
import { initial, type Schema } from "@/lib/schema";

/** Asks for the parameters of a run, by a form made from their schema or as JSON, and starts it now or later. */
export function RunNow({ deployment, flow, onClose }: { deployment: Deployment; flow: string; onClose: () => void }) {
  const router = useRouter();
  const schema = (deployment.parameter_openapi_schema ?? {}) as Schema;
  const { values, lacking, ready, form } = useValues(schema, () => ({
    ...((initial(schema, schema) ?? {}) as object),
    ...deployment.parameters,
  }));
  const [name, setName] = useState("");
  const [when, setWhen] = useState("");
  const [told, setTold] = useState("");
  const [busy, setBusy] = useState(false);
  const start = async () => {
    setBusy(true);
    try {
      const run = await api.post("/deployments/{id}/create_flow_run", {
        path: { id: deployment.id ?? "" },
        body: {
          parameters: values,
          enforce_parameter_schema: deployment.enforce_parameter_schema ?? true,
          ...(name.trim() ? { name: name.trim() } : {}),
          state: {
            type: "SCHEDULED",
            message: "Started from the UI",
            ...(when ? { state_details: { scheduled_time: new Date(when).toISOString() } } : {}),
          },
        } as never,
      });
      router.history.push(`/runs/${run.id}`);
    } catch (error) {
      setTold(error instanceof Error ? error.message : String(error));
      setBusy(false);
    }
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      wide
      title={`Run ${flow} / ${deployment.name}`}
      description="The run begins as soon as a worker takes it."
    >
      <form
        className="mt-4 flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          void start();
        }}
      >
        <div className="grid gap-3 sm:grid-cols-2">
          <label className="text-xs font-medium">
            Name
            <Input value={name} onChange={(event) => setName(event.target.value)} placeholder="made up" className="mt-1 w-full" />
          </label>
          <label className="text-xs font-medium">
            When
            <Input type="datetime-local" value={when} onChange={(event) => setWhen(event.target.value)} className="mt-1 w-full" />
          </label>
        </div>
        <ValuesForm title="Parameters" none="The flow takes no parameters." {...form} />
        {told && (
          <p role="alert" className="rounded-md border border-danger/40 bg-danger-soft px-3 py-2 text-[13px]">
            {told}
          </p>
        )}
        <div className="flex items-center justify-end gap-3">
          {lacking.length > 0 && <span className="text-xs text-muted">still to fill in: {lacking.join(", ")}</span>}
          <Button onClick={onClose}>Back</Button>
          <Button type="submit" look="primary" disabled={busy || !ready}>
            {when ? "Schedule the run" : "Start the run"}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
