import { useQuery } from "@tanstack/react-query";
import { type Retention, type Storage as Stored, server } from "@/api/server";
import { Ago, Fact, Loaded, Panel } from "@/components/basics";
import { Rows } from "@/components/rows";
import { bytes, compact } from "@/lib/number";
import { duration, SECOND } from "@/lib/time";

/** What is kept, and the settings that say for how long. */
const KEPT: Record<Retention["what"], [string, string]> = {
  flow_runs: ["Flow runs, with their task runs, logs and artifacts", "WEIR_DB_VACUUM_ENABLED, WEIR_DB_VACUUM_RETENTION_PERIOD"],
  orphans: ["Logs and artifacts of runs that are gone", "WEIR_DB_VACUUM_ENABLED"],
  events: ["Events", "WEIR_EVENTS_RETENTION_PERIOD"],
  metric_points: ["Points of custom metrics", "WEIR_METRICS_RETENTION_DAYS"],
  audit_log: ["The audit log", "WEIR_AUDIT_RETENTION_DAYS"],
};

function Usage({ usage }: Pick<Stored, "usage">) {
  const most = Math.max(1, ...usage.tables.map((table) => table.bytes));
  return (
    <Panel
      title="What the database holds"
      aside={
        <>
          measured <Ago at={usage.measured} />
        </>
      }
      flush
      className="overflow-hidden"
    >
      <dl className="flex flex-wrap gap-x-8 gap-y-2 px-4 pb-3">
        <Fact label="Database">{usage.database === "sqlite" ? "SQLite" : "PostgreSQL"}</Fact>
        <Fact label="In all">{bytes(usage.bytes)}</Fact>
        {usage.free_bytes !== null && <Fact label="Of it free">{bytes(usage.free_bytes)}</Fact>}
      </dl>
      <div role="region" aria-label="Tables of the database" tabIndex={0} className="max-h-[32rem] overflow-auto border-t">
        <Rows
          label="Tables"
          rows={usage.tables}
          keyOf={(table) => table.name}
          columns={[
            { title: "Table", cell: (table) => <span className="font-mono text-xs">{table.name}</span> },
            {
              title: "Rows",
              cell: (table) => `${table.is_estimate ? "about " : ""}${compact(table.rows)}`,
              look: "text-right",
            },
            { title: "Size", cell: (table) => bytes(table.bytes), look: "text-right" },
            { title: "Indexes", cell: (table) => bytes(table.index_bytes), look: "hidden sm:table-cell text-right text-muted" },
            {
              title: "Share",
              look: "hidden md:table-cell w-40",
              cell: (table) => (
                <span
                  aria-hidden
                  className="block h-2 rounded-sm bg-accent"
                  style={{ width: `${(table.bytes / most) * 100}%` }}
                />
              ),
            },
          ]}
        />
      </div>
    </Panel>
  );
}

function Kept({ retention }: Pick<Stored, "retention">) {
  return (
    <Panel title="For how long it is kept" flush className="overflow-hidden">
      <Rows
        label="Retention"
        rows={retention}
        keyOf={(one) => one.what}
        columns={[
          {
            title: "What",
            cell: (one) => (
              <>
                {KEPT[one.what]?.[0] ?? one.what}
                <span className="block font-mono text-2xs break-all text-muted">{KEPT[one.what]?.[1]}</span>
              </>
            ),
          },
          { title: "Kept", cell: (one) => (one.keep_seconds === null ? "for ever" : duration(one.keep_seconds * SECOND)) },
          {
            title: "Looked for",
            cell: (one) => (one.every_seconds === null ? "–" : `every ${duration(one.every_seconds * SECOND)}`),
            look: "hidden sm:table-cell text-muted",
          },
          {
            title: "Deleted last",
            cell: (one) =>
              one.last_round ? (
                <span className="text-muted">
                  {compact(one.last_round.deleted)}, <Ago at={one.last_round.ended} />
                </span>
              ) : (
                <span className="text-muted">not yet</span>
              ),
          },
        ]}
      />
    </Panel>
  );
}

/** What the database holds, and what is deleted after a time. */
export function Storage() {
  const query = useQuery({ queryKey: ["storage"], queryFn: ({ signal }) => server.storage(signal), staleTime: 60_000 });
  return (
    <Loaded query={query} what="The storage" room="h-64">
      {({ usage, retention }) => (
        <>
          <Kept retention={retention} />
          <Usage usage={usage} />
        </>
      )}
    </Loaded>
  );
}
