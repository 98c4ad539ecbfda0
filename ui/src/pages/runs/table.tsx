import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { clsx } from "clsx";
import { ArrowUp } from "lucide-react";
import { useRef, useState } from "react";
import { toast } from "sonner";
import { api, type FlowRun } from "@/api/client";
import { countQuery, everything, PAGE, type RunSort, useNames } from "@/api/queries";
import { Ago, Button, Command, Empty, Failed, Since, StateBadge, Tag } from "@/components/basics";
import { saidOf } from "@/components/overlays";
import type { RunFilters } from "@/lib/filters";
import { compact, plural } from "@/lib/number";
import { upTo } from "@/lib/run-search";
import { inSight, pagesOf } from "@/lib/runs";
import { Bulk, type Chosen } from "./bulk";
import { usePages } from "./use-pages";

const ROW = 38;
const GRID =
  "grid grid-cols-[1.25rem_6.5rem_minmax(0,1fr)_4rem] sm:grid-cols-[1.75rem_7.5rem_minmax(12rem,2fr)_6rem_5.5rem] lg:grid-cols-[1.75rem_7.5rem_minmax(14rem,2fr)_minmax(8rem,1fr)_minmax(8rem,1.2fr)_7rem_6rem] items-center gap-2 px-3 sm:gap-3 sm:px-4";

function Row({ run, names, on, toggle }: { run: FlowRun; names: ReturnType<typeof useNames>; on: boolean; toggle: () => void }) {
  return (
    <>
      <input type="checkbox" aria-label={`Choose ${run.name}`} checked={on} onChange={toggle} className="accent-accent" />
      <StateBadge type={run.state_type} name={run.state_name} className="justify-self-start" />
      <span className="min-w-0 truncate">
        <span className="text-muted">{names.flow(run.flow_id)} / </span>
        <Link to="/runs/$runId" params={{ runId: run.id } as never} data-row={run.id} className="font-medium hover:underline">
          {run.name}
        </Link>
      </span>
      <span className="hidden min-w-0 truncate text-muted lg:block">{names.deployment(run.deployment_id)}</span>
      <span className="hidden min-w-0 gap-1 overflow-hidden lg:flex">
        {run.tags?.slice(0, 3).map((tag) => (
          <Tag key={tag}>{tag}</Tag>
        ))}
      </span>
      <span className="hidden text-right text-xs text-muted sm:block">
        <Ago at={run.start_time ?? run.expected_start_time} />
      </span>
      <span className="text-right text-xs">
        <Since start={run.start_time} end={run.end_time} />
      </span>
    </>
  );
}

/** The most runs that are chosen at once. */
const CHOSEN = 1000;

/** The order in which new runs come in above the others. */
const NEWEST: RunSort = "EXPECTED_START_TIME_DESC";

const NONE: Chosen = new Map();

const choice = (runs: readonly FlowRun[]): Chosen => new Map(runs.map((run) => [run.id ?? "", run.name ?? ""]));

/** Chooses all runs that pass, as far as that is sensible. */
function ChooseAll({ filters, sort, total, onChoose }: Props & { total: number; onChoose: (runs: FlowRun[]) => void }) {
  const [busy, setBusy] = useState(false);
  const some = Math.min(total, CHOSEN);
  return (
    <Button
      small
      look="ghost"
      disabled={busy}
      onClick={async () => {
        setBusy(true);
        try {
          const runs = await everything<FlowRun>(
            (offset) => api.post("/flow_runs/filter", { body: { ...filters, sort, limit: PAGE, offset } }) as Promise<FlowRun[]>,
            CHOSEN,
          );
          onChoose(runs.slice(0, CHOSEN));
        } catch (error) {
          toast.error(saidOf(error));
        }
        setBusy(false);
      }}
    >
      Choose {some === total ? "all" : "the first"} {compact(some)}
    </Button>
  );
}

interface Props {
  /** They are the same while the table is; their end may move on with the time. */
  filters: RunFilters;
  sort: RunSort;
}

/**
 * Rows are asked for by pages as they come into sight, so that a hundred thousand cost no more than a hundred. What is new
 * comes in at the top; while somebody looks further down or has chosen some, rows stay where they are.
 */
export function Table({ filters: latest, sort }: Props) {
  const names = useNames();
  const [chosen, setChosen] = useState(NONE);
  const [scrolled, setScrolled] = useState(0);
  const scroller = useRef<HTMLDivElement>(null);
  const top = useRef<string>(undefined);
  const held = useRef<RunFilters>(undefined);
  const still = scrolled > 0 || chosen.size > 0;
  if (!still) held.current = undefined;
  else held.current ??= sort === NEWEST && top.current ? upTo(latest, top.current) : latest;
  const filters = held.current ?? latest;
  const count = useQuery(countQuery(filters));
  const total = count.data ?? 0;
  const now = useQuery({ ...countQuery(latest), enabled: still }).data;
  const newer = still && now !== undefined && count.data !== undefined ? now - count.data : 0;
  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 12,
  });
  const items = virtual.getVirtualItems();
  const pages = pagesOf(items[0]?.index ?? 0, items.at(-1)?.index ?? 0, PAGE);
  const { read, rows } = usePages(filters, sort, pages, total > 0);
  const failed = [count, ...read].filter((one) => one.error);
  const failure = failed[0] && (
    <Failed error={failed[0].error} what="The runs" retry={() => failed.map((one) => one.refetch())} />
  );
  const rowAt = (index: number): FlowRun | undefined => rows(Math.floor(index / PAGE))[index % PAGE];

  if (!still) top.current = rowAt(0)?.expected_start_time ?? undefined;
  const toggle = (run: FlowRun) =>
    setChosen((before) => {
      const next = new Map(before);
      if (!next.delete(run.id ?? "")) next.set(run.id ?? "", run.name ?? "");
      return next;
    });
  const seen = () => {
    const { scrollTop, clientHeight } = scroller.current ?? { scrollTop: 0, clientHeight: 0 };
    return inSight(items, scrollTop, clientHeight).flatMap(({ index }) => rowAt(index) ?? []);
  };

  // Rows that are there stay when they cannot be read again.
  if (count.data === undefined && failure) return failure;
  if (count.data === 0) {
    return (
      <Empty title="No run passes these filters">
        Choose a longer time, or clear the filters above. A first run needs no more than
        <br />
        <Command>{`PREFECT_API_URL=${window.location.origin}/api python my_flow.py`}</Command>
      </Empty>
    );
  }
  return (
    <>
      {failure}
      <div className="flex min-h-10 items-center gap-3 border-b px-4 py-1.5">
        {chosen.size ? (
          <>
            <Bulk chosen={chosen} onDone={() => setChosen(NONE)} />
            {chosen.size < Math.min(total, CHOSEN) && (
              <ChooseAll filters={filters} sort={sort} total={total} onChoose={(runs) => setChosen(choice(runs))} />
            )}
          </>
        ) : (
          <span className="text-[13px] text-muted" role="status">
            {count.data === undefined ? "Counting…" : plural(total, "run")}
            {scrolled > 0 && ` · at row ${compact(scrolled + 1)}`}
          </span>
        )}
        {newer > 0 && sort === NEWEST && (
          <Button
            small
            look="ghost"
            className="ml-auto"
            onClick={() => {
              setChosen(NONE);
              scroller.current?.scrollTo({ top: 0 });
            }}
          >
            <ArrowUp size={12} aria-hidden /> {compact(newer)} newer
          </Button>
        )}
      </div>
      <div className={clsx(GRID, "h-8 border-b text-2xs font-medium text-muted")}>
        <input
          type="checkbox"
          aria-label="Choose all rows in sight"
          checked={chosen.size > 0}
          onChange={() => setChosen(chosen.size ? NONE : choice(seen()))}
          className="accent-accent"
        />
        <span>State</span>
        <span>Flow / run</span>
        <span className="hidden lg:block">Deployment</span>
        <span className="hidden lg:block">Tags</span>
        <span className="hidden text-right sm:block">Started</span>
        <span className="text-right">Duration</span>
      </div>
      <section
        ref={scroller}
        tabIndex={0}
        aria-label="Runs"
        data-testid="runs"
        className="overflow-auto"
        style={{ height: "max(20rem, calc(100dvh - 29rem))" }}
        onScroll={(event) => setScrolled(Math.floor(event.currentTarget.scrollTop / ROW))}
      >
        <div style={{ height: virtual.getTotalSize(), position: "relative" }}>
          {items.map(({ index, start }) => {
            const run = rowAt(index);
            return (
              <div
                key={index}
                data-line
                className={clsx(GRID, "absolute inset-x-0 border-b text-[13px] hover:bg-sunken")}
                style={{ height: ROW, transform: `translateY(${start}px)` }}
              >
                {run ? (
                  <Row run={run} names={names} on={chosen.has(run.id ?? "")} toggle={() => toggle(run)} />
                ) : (
                  <span className="col-span-full h-3 w-2/3 animate-pulse rounded bg-line" />
                )}
              </div>
            );
          })}
        </div>
      </section>
    </>
  );
}
