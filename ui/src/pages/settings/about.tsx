import { useQuery } from "@tanstack/react-query";
import { api, request } from "@/api/client";
import { Command, Fact, Loaded, Panel } from "@/components/basics";
import { Json } from "@/components/json";

/** Where the server is, what it speaks, and what it tells clients. */
export function About() {
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
        <p className="pt-4 text-xs text-muted">Settings are flags and environment variables of the server:</p>
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
