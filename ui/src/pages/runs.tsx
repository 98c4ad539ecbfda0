import { useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { clsx } from "clsx";
import { Bookmark, RotateCcw, Square, Trash2 } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { toast } from "sonner";
import { api, type FlowRun, type Schemas } from "@/api/client";
import { countQuery, historyQuery, PAGE, type RunSort, runsQuery, useNames } from "@/api/queries";
import { Ago, Button, Command, Empty, Failed, Input, Loaded, Page, Panel, Since, StateBadge, Tag } from "@/components/basics";
import { type Mark, Scatter } from "@/components/charts/scatter";
import { StackedBars } from "@/components/charts/stacked-bars";
import { Confirm, Dialog, Menu } from "@/components/overlays";
import { type RunFilters, runFilters } from "@/lib/filters";
import { buckets } from "@/lib/history";
import { compact, plural } from "@/lib/number";
import { pagesOf, tookOf } from "@/lib/runs";
import { kindOf } from "@/lib/states";
import { aligned, type Span, stepOf } from "@/lib/time";
import { useFilters, useParam, useSpan } from "@/lib/use-filters";

const ROW = 38;
const GRID =
  "grid grid-cols-[1.75rem_6.5rem_minmax(9rem,1fr)_4.5rem] sm:grid-cols-[1.75rem_7.5rem_minmax(12rem,2fr)_6rem_5.5rem] lg:grid-cols-[1.75rem_7.5rem_minmax(14rem,2fr)_minmax(8rem,1fr)_minmax(8rem,1.2fr)_7rem_6rem] items-center gap-3 px-4";

const SORTS: [RunSort, string][] = [
  ["EXPECTED_START_TIME_DESC", "Newest first"],
  ["EXPECTED_START_TIME_ASC", "Oldest first"],
  ["END_TIME_DESC", "Ended last"],
  ["NAME_ASC", "Name"],
];

function Charts({ filters, span, onSpan }: { filters: RunFilters; span: Span; onSpan: (span: Span) => void }) {
  const router = useRouter();
  const names = useNames();
  const history = useQuery(historyQuery(filters, aligned(span, stepOf(span, 60)), stepOf(span, 60)));
  // As many as a picture of this width can tell apart.
  const pages = useQueries({
    queries: [0, 1, 2, 3, 4].map((page) => runsQuery(filters, "EXPECTED_START_TIME_DESC", PAGE, page * PAGE)),
  });
  const runs = pages.flatMap((page) => page.data ?? []);
  const marks: Mark[] = runs.flatMap((run) => {
    const took = tookOf(run, span.until);
    if (took === undefined || !run.start_time || took < 0) return [];
    return [
      {
        id: run.id ?? "",
        at: Date.parse(run.start_time),
        took,
        kind: kindOf(run.state_type, run.state_name),
        label: `${names.flow(run.flow_id)} / ${run.name}`,
      },
    ];
  });
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      <Panel>
        <div className="pt-2">
          <Loaded query={history} what="The history" room="h-44">
            {(data) => <StackedBars label="Runs over time" buckets={buckets(data)} height={120} onSelect={onSpan} />}
          </Loaded>
        </div>
      </Panel>
      <Panel>
        <div className="pt-2">
          <Scatter marks={marks} span={span} height={118} onOpen={(id) => router.history.push(`/runs/${id}`)} />
        </div>
      </Panel>
    </div>
  );
}

function Saved() {
  const client = useQueryClient();
  const router = useRouter();
  const [naming, setNaming] = useState(false);
  const [name, setName] = useState("");
  const saved =
    useQuery({
      queryKey: ["saved"],
      queryFn: ({ signal }) => api.post("/saved_searches/filter", { body: { limit: PAGE }, signal }),
    }).data ?? [];
  const again = () => client.invalidateQueries({ queryKey: ["saved"] });
  return (
    <>
      <Menu
        trigger={
          <Button small>
            <Bookmark size={13} aria-hidden /> Saved
          </Button>
        }
        choices={[
          ...saved.map((one) => ({
            label: one.name,
            onSelect: () => {
              const address = one.filters?.find((filter) => filter.property === "weir-ui-search")?.value;
              if (typeof address === "string") router.history.push(`/runs${address}`);
            },
          })),
          { label: "Save this search…", icon: <Bookmark size={13} />, onSelect: () => setNaming(true) },
          ...saved.map((one) => ({
            label: `Forget “${one.name}”`,
            danger: true,
            onSelect: async () => {
              await api.delete("/saved_searches/{id}", { path: { id: one.id ?? "" } });
              await again();
            },
          })),
        ]}
      />
      <Dialog
        open={naming}
        onOpenChange={setNaming}
        title="Save this search"
        description="Everybody who uses this server will find it here."
      >
        <form
          className="mt-4 flex gap-2"
          onSubmit={async (event) => {
            event.preventDefault();
            const value = window.location.search;
            await api.put("/saved_searches/", {
              body: {
                name,
                filters: [{ object: "flow-run", property: "weir-ui-search", type: "string", operation: "equals", value }],
              } as never,
            });
            setNaming(false);
            setName("");
            await again();
          }}
        >
          <Input
            aria-label="Name"
            autoFocus
            required
            value={name}
            onChange={(event) => setName(event.target.value)}
            placeholder="Nightly failures"
            className="flex-1"
          />
          <Button type="submit" look="primary">
            Save
          </Button>
        </form>
      </Dialog>
    </>
  );
}

/** The most runs that the API changes in one request. */
const AT_ONCE = 50;

interface Changed {
  results?: { success?: boolean; status?: string; details?: { reason?: string } | null; error?: string | null }[];
}

/** What can be done with several runs at once. */
function Bulk({ chosen, onDone }: { chosen: ReadonlySet<string>; onDone: () => void }) {
  const client = useQueryClient();
  const [asked, setAsked] = useState<"cancel" | "retry" | "delete">();
  const ids = [...chosen];
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
          description={act[1]}
          action={act[0]}
          onConfirm={async () => {
            try {
              await act[2]();
              onDone();
            } catch (error) {
              toast.error(error instanceof Error ? error.message : String(error));
            }
            await client.invalidateQueries({ queryKey: ["runs"] });
          }}
        />
      )}
    </div>
  );
}

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

/** Rows are asked for by pages as they come into sight, so that a hundred thousand cost no more than a hundred. */
function Table({ filters, sort }: { filters: RunFilters; sort: RunSort }) {
  const names = useNames();
  const count = useQuery(countQuery(filters));
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [scrolled, setScrolled] = useState(0);
  const scroller = useRef<HTMLDivElement>(null);
  const total = count.data ?? 0;
  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 12,
  });
  const items = virtual.getVirtualItems();
  const pages = pagesOf(items[0]?.index ?? 0, items.at(-1)?.index ?? 0, PAGE);
  const read = useQueries({
    queries: pages.map((page) => ({ ...runsQuery(filters, sort, PAGE, page * PAGE), enabled: total > 0 })),
  });
  const error = count.error ?? read.find((one) => one.error)?.error;
  const rowAt = (index: number): FlowRun | undefined => read[pages.indexOf(Math.floor(index / PAGE))]?.data?.[index % PAGE];

  // j and k walk through the rows, as the arrows do in lists elsewhere.
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (
        !["j", "k"].includes(event.key) ||
        (event.target as HTMLElement).closest("input:not([type=checkbox]), textarea, select, [role=dialog]")
      )
        return;
      const links = [...(scroller.current?.querySelectorAll<HTMLElement>("[data-row]") ?? [])];
      const at = links.indexOf(document.activeElement as HTMLElement);
      const next = links[at < 0 ? 0 : at + (event.key === "j" ? 1 : -1)];
      next?.focus();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
  const toggle = (id: string) =>
    setChosen((before) => {
      const next = new Set(before);
      if (!next.delete(id)) next.add(id);
      return next;
    });

  if (error) return <Failed error={error} what="The runs" retry={() => void count.refetch()} />;
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
      <div className="flex min-h-10 items-center gap-3 border-b px-4 py-1.5">
        {chosen.size ? (
          <Bulk chosen={chosen} onDone={() => setChosen(new Set())} />
        ) : (
          <span className="text-[13px] text-muted" role="status">
            {count.data === undefined ? "Counting…" : plural(total, "run")}
            {scrolled > 0 && ` · at row ${compact(scrolled + 1)}`}
          </span>
        )}
      </div>
      <div className={clsx(GRID, "h-8 border-b text-2xs font-medium text-muted")}>
        <input
          type="checkbox"
          aria-label="Choose all rows in sight"
          checked={chosen.size > 0}
          onChange={() =>
            setChosen(chosen.size ? new Set() : new Set(items.flatMap(({ index }) => rowAt(index)?.id ?? []).slice(0, PAGE)))
          }
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
                className={clsx(GRID, "absolute inset-x-0 border-b text-[13px] hover:bg-sunken")}
                style={{ height: ROW, transform: `translateY(${start}px)` }}
              >
                {run ? (
                  <Row run={run} names={names} on={chosen.has(run.id ?? "")} toggle={() => toggle(run.id ?? "")} />
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

export default function Runs() {
  const [filters, change] = useFilters();
  const [sort, setSort] = useParam("sort");
  const [named, setNamed] = useParam("name");
  const [typed, setTyped] = useState(named ?? "");
  const span = useSpan(filters);
  // The end moves on with the time. The list of runs keeps still meanwhile, since it goes by whole pages.
  const wanted = runFilters(filters, span);
  if (named) wanted.flow_runs = { ...wanted.flow_runs, name: { like_: named } };
  const chosen = SORTS.find(([value]) => value === sort)?.[0] ?? "EXPECTED_START_TIME_DESC";
  useEffect(() => {
    const timer = setTimeout(() => typed !== (named ?? "") && setNamed(typed || undefined), 250);
    return () => clearTimeout(timer);
  }, [typed, named, setNamed]);
  return (
    <Page
      title="Runs"
      aside={
        <>
          <Input
            type="search"
            aria-label="Search by name"
            placeholder="Name of a run…  /"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            className="!h-7 w-48"
          />
          <select
            aria-label="Order"
            value={chosen}
            onChange={(event) => setSort(event.target.value)}
            className="h-7 rounded-md border bg-raised px-1.5 text-xs"
          >
            {SORTS.map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
          <Saved />
        </>
      }
    >
      <Charts
        filters={wanted}
        span={span}
        onSpan={(one) =>
          change({ from: new Date(one.since).toISOString(), to: new Date(one.until).toISOString(), range: undefined })
        }
      />
      <Panel flush className="overflow-hidden">
        <Table filters={wanted} sort={chosen} />
      </Panel>
    </Page>
  );
}
