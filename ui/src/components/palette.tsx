import { useQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { Command } from "cmdk";
import { Box, Moon, PlayCircle, Workflow } from "lucide-react";
import { type ReactNode, useDeferredValue, useState } from "react";
import { deploymentsQuery, flowsQuery, runsQuery, useNames } from "@/api/queries";
import { themePreference } from "@/lib/prefs";
import { Ago, StateBadge } from "./basics";
import { ALL_PLACES } from "./nav";

const ITEM = "flex cursor-pointer items-center gap-2.5 rounded-md px-2.5 py-2 text-[13px] data-[selected=true]:bg-accent-soft";
const GROUP =
  "[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-2xs [&_[cmdk-group-heading]]:text-muted";

/** Leads anywhere by a few letters: pages, flows, deployments, and runs by their names. */
export default function Palette({ onClose }: { onClose: () => void }) {
  const router = useRouter();
  const [typed, setTyped] = useState("");
  const wanted = useDeferredValue(typed.trim());
  const flows = useQuery(flowsQuery).data ?? [];
  const deployments = useQuery(deploymentsQuery).data ?? [];
  const runs = useQuery({
    ...runsQuery({ flow_runs: { name: { like_: wanted } } }, "EXPECTED_START_TIME_DESC", 8),
    enabled: wanted.length > 1,
  }).data;
  const names = useNames();
  const go = (to: string) => () => {
    onClose();
    router.history.push(to);
  };
  const item = (value: string, to: string, icon: ReactNode, label: ReactNode, hint?: ReactNode) => (
    <Command.Item key={to} value={value} onSelect={go(to)} className={ITEM}>
      <span className="text-muted">{icon}</span>
      <span className="min-w-0 flex-1 truncate">{label}</span>
      {hint && <span className="flex items-center gap-2 text-2xs text-muted">{hint}</span>}
    </Command.Item>
  );
  return (
    <Command.Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      label="Go to"
      overlayClassName="fixed inset-0 z-40 bg-black/50"
      contentClassName="fixed top-[12vh] left-1/2 z-50 w-[calc(100vw-2rem)] max-w-xl -translate-x-1/2 overflow-hidden rounded-xl border bg-raised shadow-2xl"
    >
      <Command.Input
        value={typed}
        onValueChange={setTyped}
        placeholder="Find a page, flow, deployment or run…"
        className="w-full border-b bg-transparent px-4 py-3 text-sm outline-none placeholder:text-muted"
      />
      <Command.List className="max-h-[50vh] overflow-auto p-1.5">
        <Command.Empty className="px-3 py-6 text-center text-[13px] text-muted">Nothing of this name</Command.Empty>
        <Command.Group heading="Pages" className={GROUP}>
          {ALL_PLACES.map((place) =>
            item(
              `${place.label} ${place.words ?? ""}`,
              place.to,
              <place.icon size={15} />,
              place.label,
              <kbd className="font-sans">g {place.key}</kbd>,
            ),
          )}
          <Command.Item
            value="switch theme dark light"
            className={ITEM}
            onSelect={() => {
              themePreference.set(themePreference.get() === "dark" ? "light" : "dark");
              onClose();
            }}
          >
            <Moon size={15} className="text-muted" /> Switch between dark and light
          </Command.Item>
        </Command.Group>
        {runs && runs.length > 0 && wanted.length > 1 && (
          <Command.Group heading="Runs" className={GROUP}>
            {runs.map((run) =>
              item(
                `run ${run.name} ${run.id}`,
                `/runs/${run.id}`,
                <PlayCircle size={15} />,
                <>
                  {names.flow(run.flow_id)} / {run.name}
                </>,
                <>
                  <StateBadge type={run.state_type} name={run.state_name} />
                  <Ago at={run.start_time ?? run.expected_start_time} />
                </>,
              ),
            )}
          </Command.Group>
        )}
        {wanted && (
          <>
            <Command.Group heading="Flows" className={GROUP}>
              {flows.map((flow) => item(`flow ${flow.name}`, `/flows/${flow.id}`, <Workflow size={15} />, flow.name))}
            </Command.Group>
            <Command.Group heading="Deployments" className={GROUP}>
              {deployments.map((one) =>
                item(
                  `deployment ${names.flow(one.flow_id)} ${one.name} ${one.id}`,
                  `/deployments/${one.id}`,
                  <Box size={15} />,
                  `${names.flow(one.flow_id)} / ${one.name}`,
                ),
              )}
            </Command.Group>
          </>
        )}
      </Command.List>
    </Command.Dialog>
  );
}
