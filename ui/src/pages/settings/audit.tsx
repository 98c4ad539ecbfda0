import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type AuditEntry, server } from "@/api/server";
import { Button, Empty, Input, Instant, Loaded, Panel } from "@/components/basics";
import { More } from "@/components/more";
import { Rows } from "@/components/rows";
import { useParam } from "@/lib/use-filters";
import { useAccess } from "./use-access";

const METHODS = ["POST", "PUT", "PATCH", "DELETE", "GET"];

function Entries({ entries }: { entries: AuditEntry[] }) {
  return (
    <Rows
      whole
      label="Audit log"
      rows={entries}
      keyOf={(entry) => entry.id}
      columns={[
        { title: "When", cell: (entry) => <Instant at={entry.at} className="text-xs text-muted" /> },
        { title: "Key", cell: (entry) => <span className="font-medium">{entry.key_name}</span> },
        {
          title: "What",
          cell: (entry) => <span className="font-mono text-xs break-all">{`${entry.method} ${entry.path}`}</span>,
        },
        {
          title: "Answer",
          cell: (entry) => <span className={entry.status >= 400 ? "text-danger" : ""}>{entry.status}</span>,
        },
        {
          title: "Request",
          cell: (entry) => <span className="font-mono text-xs break-all text-muted">{entry.request_id}</span>,
          look: "hidden lg:table-cell",
        },
      ]}
    />
  );
}

/** The filters of the log, which stand in the address. */
function useQueryOfAddress() {
  const [key, setKey] = useParam("key");
  const [path, setPath] = useParam("path");
  const [method, setMethod] = useParam("method");
  const [failed, setFailed] = useParam("failed");
  const set = { key: setKey, path: setPath, method: setMethod, failed: setFailed };
  return { query: { key_name: key, path, method, failed }, set };
}

function Filters({ query, set }: ReturnType<typeof useQueryOfAddress>) {
  const [key, setKey] = useState(query.key_name ?? "");
  const [path, setPath] = useState(query.path ?? "");
  return (
    <form
      className="flex flex-wrap items-center gap-2 border-b px-4 py-2"
      onSubmit={(event) => {
        event.preventDefault();
        set.key(key.trim() || undefined);
        set.path(path.trim() || undefined);
      }}
    >
      <Input
        type="search"
        aria-label="A part of the path"
        placeholder="/api/deployments…  /"
        value={path}
        onChange={(event) => setPath(event.target.value)}
        className="!h-7 w-52"
      />
      <Input
        aria-label="Name of the key"
        placeholder="Name of the key"
        value={key}
        onChange={(event) => setKey(event.target.value)}
        className="!h-7 w-40"
      />
      <select
        aria-label="Method"
        value={query.method ?? ""}
        onChange={(event) => set.method(event.target.value || undefined)}
        className="h-7 rounded-md border bg-raised px-1.5 text-xs"
      >
        <option value="">Any method</option>
        {METHODS.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
      <select
        aria-label="Answer"
        value={query.failed ?? ""}
        onChange={(event) => set.failed(event.target.value || undefined)}
        className="h-7 rounded-md border bg-raised px-1.5 text-xs"
      >
        <option value="">Any answer</option>
        <option value="true">Refused or failed</option>
        <option value="false">Done</option>
      </select>
      <Button small type="submit">
        Search
      </Button>
    </form>
  );
}

/** Who changed what with which key. */
export function Audit() {
  const access = useAccess();
  const address = useQueryOfAddress();
  const searched = Object.values(address.query).some(Boolean);
  const pages = useInfiniteQuery({
    queryKey: ["audit", address.query],
    queryFn: ({ pageParam, signal }) => server.audit({ ...address.query, after: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    enabled: access.data?.role === "admin",
  });
  if (access.data && access.data.role !== "admin") {
    return (
      <Panel title="Audit log">
        <p className="text-[13px] text-muted">The audit log is shown to those with the role admin.</p>
      </Panel>
    );
  }
  return (
    <Panel title="Audit log" flush className="overflow-hidden">
      <Filters {...address} />
      <Loaded query={pages} what="The audit log" room="h-48">
        {(data) => {
          const entries = data.pages.flatMap((page) => page.entries);
          if (!entries.length) {
            return searched ? (
              <Empty title="Nothing like this was changed" />
            ) : (
              <Empty title="Nothing was changed with a key yet">
                Each request that changes something and shows an API key is a row here.
              </Empty>
            );
          }
          return (
            <>
              <Entries entries={entries} />
              <More pages={pages} />
            </>
          );
        }}
      </Loaded>
    </Panel>
  );
}
