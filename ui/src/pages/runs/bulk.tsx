import { useQueryClient } from "@tanstack/react-query";
import { RotateCcw, Square, Trash2 } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { api, type Schemas } from "@/api/client";
import { Button } from "@/components/basics";
import { Confirm } from "@/components/overlays";
import { compact, plural } from "@/lib/number";

/** The most runs that the API changes in one request. */
const AT_ONCE = 50;

interface Changed {
  results?: { success?: boolean; status?: string; details?: { reason?: string } | null; error?: string | null }[];
}

/** How many of the chosen runs are named before something is done with them. */
const NAMED = 12;

/** The names of runs by their ids. */
export type Chosen = ReadonlyMap<string, string>;

/** What can be done with several runs at once. */
export function Bulk({ chosen, onDone }: { chosen: Chosen; onDone: () => void }) {
  const client = useQueryClient();
  const [asked, setAsked] = useState<"cancel" | "retry" | "delete">();
  const ids = [...chosen.keys()];
  const inParts = async (send: (flow_runs: { id: { any_: string[] } }) => Promise<unknown>) => {
    const answers: Changed[] = [];
    for (let at = 0; at < ids.length; at += AT_ONCE)
      answers.push((await send({ id: { any_: ids.slice(at, at + AT_ONCE) } })) as Changed);
    const refused = answers
      .flatMap((answer) => answer.results ?? [])
      .filter((one) => one.success === false || (one.status !== undefined && one.status !== "ACCEPT"));
    const why = refused[0]?.details?.reason ?? refused[0]?.error ?? "the rules do not allow it";
    if (refused.length) toast.warning(`${plural(refused.length, "run")} could not be changed: ${why}`);
  };
  const setStates = (state: { type: string; name: string }) =>
    inParts((flow_runs) =>
      api.post("/flow_runs/bulk_set_state", { body: { flow_runs, state: state as Schemas["StateCreate"], limit: AT_ONCE } }),
    );
  const acts = {
    cancel: [
      "Cancel",
      "Runs that go on are told to stop; those that have ended stay as they are.",
      () => setStates({ type: "CANCELLING", name: "Cancelling" }),
    ],
    retry: [
      "Retry",
      "Those that ended and came from deployments are scheduled again, with their parameters as they were.",
      () => setStates({ type: "SCHEDULED", name: "AwaitingRetry" }),
    ],
    delete: [
      "Delete",
      "Their task runs, logs and artifacts go with them. This cannot be taken back.",
      () => inParts((flow_runs) => api.post("/flow_runs/bulk_delete", { body: { flow_runs, limit: AT_ONCE } })),
    ],
  } as const;
  const act = asked && acts[asked];
  return (
    <div role="toolbar" aria-label="With the chosen runs" className="flex flex-wrap items-center gap-2 text-[13px]">
      <span className="text-muted">{plural(ids.length, "run")} chosen</span>
      <Button small onClick={() => setAsked("retry")}>
        <RotateCcw size={12} aria-hidden /> Retry
      </Button>
      <Button small onClick={() => setAsked("cancel")}>
        <Square size={12} aria-hidden /> Cancel
      </Button>
      <Button small look="danger" onClick={() => setAsked("delete")}>
        <Trash2 size={12} aria-hidden /> Delete
      </Button>
      {act && (
        <Confirm
          open
          onOpenChange={() => setAsked(undefined)}
          title={`${act[0]} ${plural(ids.length, "run")}?`}
          description={
            <>
              {act[1]}
              <span className="mt-2 block text-xs break-words text-ink">
                {[...chosen.values()].slice(0, NAMED).join(", ")}
                {ids.length > NAMED && ` and ${compact(ids.length - NAMED)} more`}
              </span>
            </>
          }
          action={act[0]}
          onConfirm={async () => {
            await act[2]();
            onDone();
            await client.invalidateQueries({ queryKey: ["runs"] });
          }}
        />
      )}
    </div>
  );
}
