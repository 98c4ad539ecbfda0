import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { MoreHorizontal, Pause, Play, RotateCcw, Square, Trash2 } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { api, type FlowRun, type Schemas } from "@/api/client";
import { Button } from "@/components/basics";
import { Confirm, Menu, saidOf } from "@/components/overlays";
import { awaited } from "@/lib/run-inputs";
import { isTerminal } from "@/lib/states";
import { Resume, reasonOf, resume } from "./resume";

const ICON = { size: 13, "aria-hidden": true } as const;

export function Actions({ run }: { run: FlowRun }) {
  const client = useQueryClient();
  const router = useRouter();
  const [asked, setAsked] = useState<"cancel" | "delete" | "resume">();
  const id = run.id ?? "";
  const paused = run.state_type === "PAUSED";
  const ended = isTerminal(run.state_type);
  /** Does something, and tells that it was done or why not. */
  const act = async (what: string, send: () => Promise<string | undefined>) => {
    try {
      const refused = await send();
      if (refused === undefined) toast.success(what);
      else toast.warning(refused);
    } catch (error) {
      toast.error(saidOf(error));
    }
    await Promise.all([client.invalidateQueries({ queryKey: ["run", id] }), client.invalidateQueries({ queryKey: ["runs"] })]);
  };
  const setState = async (state: { type: string; name: string; message?: string }) =>
    reasonOf(await api.post("/flow_runs/{id}/set_state", { path: { id }, body: { state: state as Schemas["StateCreate"] } }));
  return (
    <div className="flex items-center gap-2">
      {paused && (
        <Button look="primary" onClick={() => (awaited(run) ? setAsked("resume") : act("Resumed", () => resume(id)))}>
          <Play {...ICON} /> Resume{awaited(run) && "…"}
        </Button>
      )}
      {ended && (
        <Button
          disabled={!run.deployment_id}
          title={run.deployment_id ? undefined : "Nothing could run it: it was not started by a deployment"}
          onClick={() =>
            act("Scheduled again", () => setState({ type: "SCHEDULED", name: "AwaitingRetry", message: "Retried from the UI" }))
          }
        >
          <RotateCcw {...ICON} /> Retry
        </Button>
      )}
      {!ended && (
        <Button look="danger" onClick={() => setAsked("cancel")}>
          <Square {...ICON} /> Cancel
        </Button>
      )}
      <Menu
        trigger={
          <Button aria-label="More actions">
            <MoreHorizontal size={15} />
          </Button>
        }
        choices={[
          {
            label: "Pause",
            icon: <Pause {...ICON} />,
            disabled: run.state_type !== "RUNNING",
            onSelect: () => void act("Paused", () => setState({ type: "PAUSED", name: "Paused" })),
          },
          { label: "Delete…", icon: <Trash2 {...ICON} />, danger: true, onSelect: () => setAsked("delete") },
        ]}
      />
      {asked === "resume" && <Resume run={run} onClose={() => setAsked(undefined)} />}
      <Confirm
        open={asked === "cancel"}
        onOpenChange={() => setAsked(undefined)}
        title={`Cancel ${run.name}?`}
        description="The worker that runs it is told to stop it. Tasks that have ended stay as they are."
        action="Cancel the run"
        onConfirm={() => act("Cancelling", () => setState({ type: "CANCELLING", name: "Cancelling" }))}
      />
      <Confirm
        open={asked === "delete"}
        onOpenChange={() => setAsked(undefined)}
        title={`Delete ${run.name}?`}
        description="Its task runs, logs and artifacts go with it. This cannot be taken back."
        action="Delete the run"
        onConfirm={async () => {
          await api.delete("/flow_runs/{id}", { path: { id } });
          router.history.push("/runs");
          await client.invalidateQueries({ queryKey: ["runs"] });
        }}
      />
    </div>
  );
}
