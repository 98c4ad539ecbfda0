import { Pencil, Plus, Trash2 } from "lucide-react";
import { useEffect, useState } from "react";
import { toast } from "sonner";
import { api, type Deployment, type Schemas } from "@/api/client";
import { Button, Empty, Input, Panel } from "@/components/basics";
import { Confirm, Dialog } from "@/components/overlays";
import { describe, next, type Schedule, zoneOf, zonesWith } from "@/lib/schedules";

type Stored = Schemas["DeploymentSchedule"];

/** The next ten times, in the schedule's own time zone. */
function Preview({ schedule }: { schedule: Schedule }) {
  const [times, setTimes] = useState<number[]>([]);
  const [bad, setBad] = useState("");
  const key = JSON.stringify(schedule);
  useEffect(() => {
    let current = true;
    const show = (found: number[], wrong: string) => {
      if (!current) return;
      setTimes(found);
      setBad(wrong);
    };
    next(JSON.parse(key) as Schedule, Date.now(), 10).then(
      (found) => show(found, ""),
      (error: unknown) => show([], error instanceof Error ? error.message : String(error)),
    );
    return () => {
      current = false;
    };
  }, [key]);
  const zone = schedule.timezone ?? "UTC";
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    timeZoneName: "short",
  });
  if (bad)
    return (
      <p role="alert" className="text-xs text-danger">
        {bad}
      </p>
    );
  return (
    <div>
      <p className="pb-1 text-2xs text-muted">The next ten times</p>
      <ol className="grid grid-cols-1 gap-x-4 text-xs sm:grid-cols-2" aria-label="The next ten times">
        {times.map((at) => (
          <li key={at}>{format.format(at)}</li>
        ))}
      </ol>
      {!times.length && <p className="text-xs text-muted">It never comes.</p>}
    </div>
  );
}

function Editor({
  deployment,
  stored,
  onClose,
}: {
  deployment: string;
  stored: Stored | undefined;
  onClose: (changed: boolean) => void;
}) {
  const before = (stored?.schedule ?? {}) as Schedule;
  const [kind, setKind] = useState<"cron" | "interval" | "rrule">(
    before.interval !== undefined ? "interval" : before.rrule ? "rrule" : "cron",
  );
  const [cron, setCron] = useState(before.cron ?? "0 4 * * *");
  const [interval, setInterval] = useState(String(before.interval ?? 3600));
  const [anchor] = useState(before.anchor_date ?? new Date().toISOString());
  const [rrule, setRrule] = useState(before.rrule ?? "FREQ=WEEKLY;BYDAY=MO,WE,FR;BYHOUR=6;BYMINUTE=0;BYSECOND=0");
  const [zone, setZone] = useState(() => zoneOf(stored?.schedule as Schedule | undefined));
  const [zones] = useState(() => zonesWith(zone));
  const [told, setTold] = useState("");
  const schedule: Schedule =
    kind === "cron"
      ? { cron, timezone: zone, day_or: before.day_or ?? true }
      : kind === "interval"
        ? { interval: Number(interval), anchor_date: anchor, timezone: zone }
        : { rrule, timezone: zone };
  const save = async () => {
    try {
      if (stored)
        await api.patch("/deployments/{id}/schedules/{schedule_id}", {
          path: { id: deployment, schedule_id: stored.id ?? "" },
          body: { schedule } as never,
        });
      else
        await api.post("/deployments/{id}/schedules", { path: { id: deployment }, body: [{ schedule, active: true }] as never });
      onClose(true);
    } catch (error) {
      setTold(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <Dialog open onOpenChange={() => onClose(false)} title={stored ? "Change the schedule" : "A new schedule"}>
      <form
        className="mt-4 flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <div className="flex gap-1">
          {(
            [
              ["cron", "Cron"],
              ["interval", "Interval"],
              ["rrule", "RRule"],
            ] as const
          ).map(([value, label]) => (
            <Button
              key={value}
              small
              aria-pressed={kind === value}
              look={kind === value ? "primary" : "plain"}
              onClick={() => setKind(value)}
            >
              {label}
            </Button>
          ))}
        </div>
        {kind === "cron" && (
          <label className="text-xs font-medium">
            Cron
            <Input value={cron} onChange={(event) => setCron(event.target.value)} className="mt-1 w-full font-mono" />
          </label>
        )}
        {kind === "interval" && (
          <label className="text-xs font-medium">
            Seconds between runs
            <Input
              type="number"
              min={1}
              value={interval}
              onChange={(event) => setInterval(event.target.value)}
              className="mt-1 w-full"
            />
          </label>
        )}
        {kind === "rrule" && (
          <label className="text-xs font-medium">
            RRule
            <Input value={rrule} onChange={(event) => setRrule(event.target.value)} className="mt-1 w-full font-mono" />
          </label>
        )}
        <label className="text-xs font-medium">
          Time zone
          <select
            value={zone}
            onChange={(event) => setZone(event.target.value)}
            className="mt-1 h-8 w-full rounded-md border bg-raised px-2 text-[13px]"
          >
            {zones.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </label>
        <Preview schedule={schedule} />
        {told && (
          <p role="alert" className="text-[13px] text-danger">
            {told}
          </p>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={() => onClose(false)}>Back</Button>
          <Button type="submit" look="primary">
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

export function Schedules({ deployment, onChange }: { deployment: Deployment; onChange: () => Promise<unknown> }) {
  const id = deployment.id ?? "";
  const [edited, setEdited] = useState<Stored | "new">();
  const [doomed, setDoomed] = useState<Stored>();
  const all = deployment.schedules ?? [];
  const act = async (send: () => Promise<unknown>) => {
    try {
      await send();
    } catch (error) {
      toast.error(error instanceof Error ? error.message : String(error));
    }
    await onChange();
  };
  return (
    <Panel
      title="Schedules"
      aside={
        <Button small onClick={() => setEdited("new")}>
          <Plus size={13} aria-hidden /> Add
        </Button>
      }
      flush
    >
      {all.length ? (
        <ul className="pb-2">
          {all.map((one) => (
            <li key={one.id} className="flex items-center gap-3 border-t px-4 py-2 text-[13px] first:border-t-0">
              <input
                type="checkbox"
                role="switch"
                aria-checked={one.active ?? false}
                aria-label={`${describe(one.schedule as Schedule)} is active`}
                checked={one.active ?? false}
                className="size-4 accent-accent"
                onChange={(event) => {
                  const active = event.target.checked;
                  void act(() =>
                    api.patch("/deployments/{id}/schedules/{schedule_id}", {
                      path: { id, schedule_id: one.id ?? "" },
                      body: { active } as never,
                    }),
                  );
                }}
              />
              <span className={`min-w-0 flex-1 font-mono text-xs ${one.active ? "" : "text-muted"}`}>
                {describe(one.schedule as Schedule)}
              </span>
              <Button small look="ghost" aria-label="Change the schedule" onClick={() => setEdited(one)}>
                <Pencil size={13} />
              </Button>
              <Button small look="ghost" aria-label="Delete the schedule" onClick={() => setDoomed(one)}>
                <Trash2 size={13} />
              </Button>
            </li>
          ))}
        </ul>
      ) : (
        <Empty title="It has no schedule">It runs when somebody or something asks for it.</Empty>
      )}
      {edited && (
        <Editor
          deployment={id}
          stored={edited === "new" ? undefined : edited}
          onClose={(changed) => {
            setEdited(undefined);
            if (changed) void onChange();
          }}
        />
      )}
      <Confirm
        open={doomed !== undefined}
        onOpenChange={() => setDoomed(undefined)}
        title="Delete the schedule?"
        description={`${doomed ? describe(doomed.schedule as Schedule) : ""}: the runs that it made ahead go with it.`}
        action="Delete the schedule"
        onConfirm={() =>
          act(() => api.delete("/deployments/{id}/schedules/{schedule_id}", { path: { id, schedule_id: doomed?.id ?? "" } }))
        }
      />
    </Panel>
  );
}
