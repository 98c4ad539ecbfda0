import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useParams, useRouter } from "@tanstack/react-router";
import { Trash2 } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { api, type Schemas } from "@/api/client";
import { Button, Failed, Loaded, Page, Panel, Tag } from "@/components/basics";
import { Confirm } from "@/components/overlays";
import { SchemaForm } from "@/components/schema-form/schema-form";
import { Trail } from "@/components/trail";
import { changed, withSecrets } from "@/lib/blocks";
import { unread } from "@/lib/schema";

function Edit({ block }: { block: Schemas["BlockDocument"] }) {
  const id = block.id ?? "";
  const client = useQueryClient();
  const router = useRouter();
  const schema = withSecrets(block.block_schema?.fields ?? {});
  const before = (block.data ?? {}) as Record<string, unknown>;
  const [values, setValues] = useState(before);
  const [told, setTold] = useState<unknown>();
  const [doomed, setDoomed] = useState(false);
  const bad = unread(values);
  return (
    <Page>
      <header className="flex flex-col gap-2">
        <Trail to="/blocks" label="Blocks" />
        <div className="flex flex-wrap items-center gap-3">
          <h1 className="text-xl font-semibold tracking-tight">{block.name}</h1>
          <Tag>{block.block_type?.name ?? block.block_type_name}</Tag>
          <Button className="ml-auto" small look="danger" onClick={() => setDoomed(true)}>
            <Trash2 size={13} aria-hidden /> Delete
          </Button>
        </div>
      </header>
      <Panel>
        <form
          className="flex max-w-xl flex-col gap-3 pt-3"
          onSubmit={async (event) => {
            event.preventDefault();
            setTold(undefined);
            try {
              await api.patch("/block_documents/{id}", {
                path: { id },
                body: { data: changed(schema, before, values), merge_existing_data: true } as never,
              });
              toast.success("Saved");
              await client.invalidateQueries({ queryKey: ["blocks"] });
            } catch (error) {
              setTold(error);
            }
          }}
        >
          <SchemaForm schema={schema} value={values} onChange={setValues} />
          <p className="text-xs text-muted">
            Secrets are not sent back by the server: what stands in their place is kept unless you type another.
          </p>
          {told !== undefined && <Failed error={told} what="The block" done="saved" />}
          <div className="flex items-center gap-3">
            <Button type="submit" look="primary" disabled={bad.length > 0}>
              Save
            </Button>
            {bad.length > 0 && <span className="text-xs text-muted">not JSON yet: {bad.join(", ")}</span>}
          </div>
        </form>
      </Panel>
      <Confirm
        open={doomed}
        onOpenChange={setDoomed}
        title={`Delete ${block.name}?`}
        description="Flows and automations that use it afterwards fail. This cannot be taken back."
        action="Delete the block"
        onConfirm={async () => {
          await api.delete("/block_documents/{id}", { path: { id } });
          router.history.push("/blocks");
          client.removeQueries({ queryKey: ["blocks", id] });
          await client.invalidateQueries({ queryKey: ["blocks"] });
        }}
      />
    </Page>
  );
}

export default function BlockPage() {
  const { blockId: id } = useParams({ strict: false }) as { blockId: string };
  const query = useQuery({
    queryKey: ["blocks", id],
    queryFn: ({ signal }) => api.get("/block_documents/{id}", { path: { id }, signal }),
  });
  return (
    <Loaded query={query} what="The block" room="h-96">
      {/* Once it is saved the form begins anew, without what was typed. */}
      {(block) => <Edit key={`${id} ${block.updated}`} block={block} />}
    </Loaded>
  );
}
