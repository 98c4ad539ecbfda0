import { useQuery } from "@tanstack/react-query";
import { FileText } from "lucide-react";
import { useState } from "react";
import { api } from "@/api/client";
import { usePaged } from "@/api/paged";
import { everything, PAGE } from "@/api/queries";
import { ArtifactView } from "@/components/artifact-view";
import { Ago, Button, Empty, Loaded, Page, Panel, Tag } from "@/components/basics";
import { Listing, Search } from "@/components/listing";
import { More } from "@/components/more";
import { matches } from "@/components/rows";
import { TheRun } from "@/components/the-run";
import { useParam } from "@/lib/use-filters";

/** How many versions of an artifact are shown at first: each may be long. */
const VERSIONS = 20;

/** All that was left under one key, the newest first. */
function History({ name, onBack }: { name: string; onBack: () => void }) {
  const versions = usePaged(
    ["artifacts", name],
    (seen, signal) =>
      api.post("/artifacts/filter", {
        body: { artifacts: { key: { any_: [name] } }, sort: "CREATED_DESC", limit: VERSIONS, offset: seen.length } as never,
        signal,
      }),
    (one) => one.id ?? "",
    { size: VERSIONS },
  );
  return (
    <Page title={name} aside={<Button onClick={onBack}>All artifacts</Button>}>
      <Loaded query={versions} what="The artifact" room="h-64">
        {(all) => (
          <div className="flex flex-col gap-4">
            {all.map((artifact) => (
              <Panel
                key={artifact.id}
                title={<Ago at={artifact.created} />}
                aside={artifact.flow_run_id && <TheRun id={artifact.flow_run_id} />}
              >
                {artifact.description && <p className="mb-2 text-[13px] text-muted">{artifact.description}</p>}
                <ArtifactView artifact={artifact} />
              </Panel>
            ))}
            <More pages={versions} />
          </div>
        )}
      </Loaded>
    </Page>
  );
}

export default function Artifacts() {
  const [name, setName] = useParam("key");
  const [typed, setTyped] = useState("");
  const query = useQuery({
    queryKey: ["artifacts", "latest"],
    queryFn: ({ signal }) =>
      everything((offset) =>
        api.post("/artifacts/latest/filter", {
          body: { artifacts: { type: { not_any_: ["result"] } }, sort: "UPDATED_DESC", limit: PAGE, offset } as never,
          signal,
        }),
      ),
  });
  if (name) return <History name={name} onBack={() => setName(undefined)} />;
  return (
    <Page
      title="Artifacts"
      aside={<Search label="Search artifacts" placeholder="Key or kind" value={typed} onChange={setTyped} />}
    >
      <Listing
        query={query}
        what="The artifacts"
        room="h-48"
        label="Artifacts"
        wanted={(one) => matches(typed, one.key, one.type, one.description)}
        count="/artifacts/latest/count"
        keyOf={(one) => one.key}
        columns={[
          {
            title: "Artifact",
            cell: (one) => (
              <button type="button" className="font-medium hover:underline" onClick={() => setName(one.key)}>
                {one.key}
              </button>
            ),
          },
          { title: "Kind", cell: (one) => <Tag>{one.type}</Tag> },
          {
            title: "Description",
            cell: (one) => <span className="block max-w-md truncate text-muted">{one.description}</span>,
            look: "hidden md:table-cell",
          },
          { title: "Newest", cell: (one) => <Ago at={one.updated} className="text-muted" /> },
        ]}
        empty={
          <Empty title="No run has left an artifact" icon={<FileText size={22} />}>
            <code className="font-mono">create_markdown_artifact</code> and its relatives keep reports, tables, links and images
            of runs.
          </Empty>
        }
      />
    </Page>
  );
}
