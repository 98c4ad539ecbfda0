import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, credentials, request } from "@/api/client";
import type { AuditPage } from "@/api/own";
import { Button, Command, Empty, Fact, Instant, Loaded, Page, Panel } from "@/components/basics";
import { Json } from "@/components/json";
import { Rows } from "@/components/rows";
import { TabBar } from "@/components/tabs";
import { useParam } from "@/lib/use-filters";

const TABS = [
  { value: "server", label: "Server" },
  { value: "access", label: "Access" },
];

function Server() {
  const version = useQuery({
    queryKey: ["version"],
    queryFn: ({ signal }) => request("get", "/admin/version", undefined, signal) as Promise<string>,
  });
  const settings = useQuery({ queryKey: ["settings"], queryFn: ({ signal }) => api.get("/admin/settings", { signal }) });
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      <Panel title="This server">
        <dl className="flex flex-col gap-3">
          <Fact label="Address of the API">
            <span className="font-mono text-xs">{window.location.origin}/api</span>
          </Fact>
          <Fact label="Speaks the API of Prefect">{version.data ?? "–"}</Fact>
          <Fact label="Metrics for Prometheus">
            <a href="/metrics" className="font-mono text-xs text-accent hover:underline">
              {window.location.origin}/metrics
            </a>
          </Fact>
          <Fact label="OpenAPI document">
            <a href="/openapi.json" className="font-mono text-xs text-accent hover:underline">
              {window.location.origin}/openapi.json
            </a>
          </Fact>
        </dl>
        <p className="pt-4 text-xs text-muted">
          Settings are flags and environment variables of the server; how long runs, events, metrics and the audit log are kept is
          among them.
        </p>
        <Command>weir server start --help</Command>
      </Panel>
      <Panel title="What clients are told of the settings">
        <Loaded query={settings} what="The settings" room="h-40">
          {(data) => <Json value={data} />}
        </Loaded>
      </Panel>
    </div>
  );
}

function Access() {
  const pages = useInfiniteQuery({
    queryKey: ["audit"],
    queryFn: ({ pageParam, signal }) =>
      request("get", `/weir/audit?limit=100${pageParam ? `&after=${pageParam}` : ""}`, undefined, signal) as Promise<AuditPage>,
    initialPageParam: "",
    getNextPageParam: (last: AuditPage) => last.next ?? undefined,
  });
  return (
    <>
      <Panel title="API keys">
        <p className="pb-2 text-[13px] text-muted">
          Keys are made, listed and revoked beside the database, so that the first can be made before anybody may sign in:
        </p>
        <div className="flex flex-wrap gap-2">
          <Command>weir auth create NAME --role operator</Command>
          <Command>weir auth ls</Command>
          <Command>weir auth revoke NAME</Command>
        </div>
        {credentials.get() && (
          <p className="pt-4">
            <Button
              onClick={() => {
                credentials.set("");
                window.location.reload();
              }}
            >
              Sign out of this browser
            </Button>
          </p>
        )}
      </Panel>
      <Panel title="Audit log" flush>
        <Loaded query={pages} what="The audit log" room="h-48">
          {(data) => {
            const entries = data.pages.flatMap((page) => page.entries);
            return entries.length ? (
              <>
                <Rows
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
                  ]}
                />
                {pages.hasNextPage && (
                  <div className="border-t p-2 text-center">
                    <Button small onClick={() => void pages.fetchNextPage()}>
                      More
                    </Button>
                  </div>
                )}
              </>
            ) : (
              <Empty title="Nothing was changed with a key yet">
                Each request that changes something and shows an API key is a row here.
              </Empty>
            );
          }}
        </Loaded>
      </Panel>
    </>
  );
}

export default function Settings() {
  const [tab = "server", setTab] = useParam("tab");
  return (
    <Page title="Settings">
      <TabBar label="Settings" tabs={TABS} value={tab} onChange={(next) => setTab(next === "server" ? undefined : next)} />
      {tab === "access" ? <Access /> : <Server />}
    </Page>
  );
}
