import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CircleCheck } from "lucide-react";
import { type FailureGroup, insightQuery } from "@/api/insights";
import { Ago, Empty, Instant, Loaded, Panel } from "@/components/basics";
import { Chart } from "@/components/charts/chart";
import { Choice } from "@/components/choice";
import { Fresh, failedOf, ToNewest } from "@/components/failures";
import { compact, plural } from "@/lib/number";
import { ink } from "@/lib/states";
import type { Span } from "@/lib/time";
import { useAsked } from "@/lib/use-asked";
import { useParam } from "@/lib/use-filters";

function Failure({ of, most }: { of: FailureGroup; most: number }) {
  const tasks = of.tasks.map((task) => task.name ?? "").filter(Boolean);
  return (
    <li className="grid grid-cols-[3rem_1fr] gap-x-4 border-t px-4 py-3 first:border-t-0">
      <span className="text-right text-lg font-semibold" style={{ color: ink("failed") }}>
        {compact(of.count)}
      </span>
      <div className="min-w-0">
        <p className="font-mono text-xs break-words">{of.error}</p>
        <span className="my-1.5 block h-1.5 rounded-sm bg-sunken" aria-hidden>
          <span
            className="block h-full rounded-sm"
            style={{ width: `${(of.count / most) * 100}%`, background: "var(--f-failed)" }}
          />
        </span>
        <p className="flex flex-wrap items-center gap-x-3 gap-y-0.5 text-xs text-muted">
          <Fresh of={of} />
          {of.flow.id ? (
            <Link to="/flows/$flowId" params={{ flowId: of.flow.id } as never} className="font-medium text-ink hover:underline">
              {of.flow.name}
            </Link>
          ) : (
            <span>no flow</span>
          )}
          <span>{failedOf(of)}</span>
          {of.crashed > 0 && <span style={{ color: ink("crashed") }}>{compact(of.crashed)} crashed</span>}
          {tasks.length > 0 && <span className="truncate">in {tasks.join(", ")}</span>}
          {of.raised_in && <span className="font-mono">{of.raised_in}</span>}
          <span>
            first seen <Ago at={of.first_seen} />, last <Ago at={of.last_seen} />
          </span>
          <ToNewest of={of} className="text-accent hover:underline">
            the newest: {of.example.name}
          </ToNewest>
        </p>
      </div>
    </li>
  );
}

/** Failures that are alike, and which of them are new. */
export function FailuresView({ span }: { span: Span }) {
  const asked = useAsked();
  const [only, setOnly] = useParam("only");
  const query = useQuery(insightQuery("/insights/failures", span, asked));
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Choice
          label="Show"
          value={only === "new" ? "new" : "all"}
          options={[
            { value: "all", label: "all failures" },
            { value: "new", label: "new ones" },
          ]}
          onChange={(next) => setOnly(next === "new" ? next : undefined)}
        />
        {query.data && (
          <span className="text-xs text-muted">
            {plural(query.data.failures, "failure")} of runs and task runs; “new” is what was not seen before, back to{" "}
            <Instant at={query.data.looked_back_to} />
          </span>
        )}
      </div>
      <Loaded query={query} what="The failures" room="h-96">
        {({ groups, left_out }) => {
          const shown = only === "new" ? groups.filter((one) => one.new) : groups;
          const most = Math.max(1, ...shown.map((one) => one.count));
          return shown.length ? (
            <Chart
              title="Failures by cause"
              aside={left_out ? `${plural(left_out, "rarer cause")} left out` : undefined}
              table={() => [
                [
                  "fingerprint",
                  "flow",
                  "error",
                  "raised_in",
                  "count",
                  "flow_runs",
                  "task_runs",
                  "crashed",
                  "new",
                  "first_seen",
                  "last_seen",
                ],
                ...shown.map((one) => [
                  one.fingerprint,
                  one.flow.name,
                  one.error,
                  one.raised_in,
                  one.count,
                  one.flow_runs,
                  one.task_runs,
                  one.crashed,
                  one.new,
                  one.first_seen,
                  one.last_seen,
                ]),
              ]}
            >
              <ul className="-mx-4" aria-label="Failures by cause">
                {shown.map((one) => (
                  <Failure key={`${one.fingerprint} ${one.flow.id}`} of={one} most={most} />
                ))}
              </ul>
            </Chart>
          ) : (
            <Panel>
              <Empty
                title={only === "new" ? "Nothing new failed in this time" : "Nothing failed in this time"}
                icon={<CircleCheck size={22} className="text-good" />}
              >
                Choose a longer time above to look further back.
              </Empty>
            </Panel>
          );
        }}
      </Loaded>
    </>
  );
}
