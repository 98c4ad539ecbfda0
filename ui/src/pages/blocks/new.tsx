import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { api, type Schemas } from "@/api/client";
import { PAGE } from "@/api/queries";
import { Button, Failed, Input, Loaded, Page, Panel } from "@/components/basics";
import { Search } from "@/components/listing";
import { matches } from "@/components/rows";
import { SchemaForm } from "@/components/schema-form/schema-form";
import { withSecrets } from "@/lib/blocks";
import { initial, missing } from "@/lib/schema";

type BlockType = Schemas["BlockType"];

function Fill({ type, onBack }: { type: BlockType; onBack: () => void }) {
  const client = useQueryClient();
  const router = useRouter();
  const schemas = useQuery({
    queryKey: ["block-schemas", type.id],
    queryFn: ({ signal }) =>
      api.post("/block_schemas/filter", {
        body: { block_schemas: { block_type_id: { any_: [type.id ?? ""] } }, limit: 1 } as never,
        signal,
      }),
  });
  const stored = schemas.data?.[0];
  const [name, setName] = useState("");
  const [typed, setTyped] = useState<Record<string, unknown>>();
  const [told, setTold] = useState<unknown>();
  return (
    <Page title={`New ${type.name}`} aside={<Button onClick={onBack}>Another kind</Button>}>
      <Panel>
        <Loaded query={schemas} what="The form" room="h-64">
          {() => {
            if (!stored)
              return (
                <p className="pt-3 text-[13px] text-muted">
                  Nobody has told the server what this block holds; the SDK does when it registers it.
                </p>
              );
            const schema = withSecrets(stored.fields ?? {});
            const values = typed ?? ((initial(schema, schema) ?? {}) as Record<string, unknown>);
            const lacking = missing(schema, values, schema);
            return (
              <form
                className="flex max-w-xl flex-col gap-3 pt-3"
                onSubmit={async (event) => {
                  event.preventDefault();
                  try {
                    const made = await api.post("/block_documents/", {
                      body: { name, data: values, block_schema_id: stored.id, block_type_id: type.id } as never,
                    });
                    await client.invalidateQueries({ queryKey: ["blocks"] });
                    router.history.push(`/blocks/${made.id}`);
                  } catch (error) {
                    setTold(error);
                  }
                }}
              >
                <label className="text-xs font-medium">
                  Name
                  <Input
                    required
                    pattern="[a-z0-9\-]+"
                    title="small letters, digits and dashes"
                    value={name}
                    onChange={(event) => setName(event.target.value)}
                    className="mt-1 w-full"
                  />
                </label>
                <SchemaForm schema={schema} value={values} onChange={setTyped} />
                {told !== undefined && <Failed error={told} what="The block" done="saved" />}
                <div className="flex items-center gap-3">
                  <Button type="submit" look="primary" disabled={lacking.length > 0}>
                    Create the block
                  </Button>
                  {lacking.length > 0 && <span className="text-xs text-muted">still to fill in: {lacking.join(", ")}</span>}
                </div>
              </form>
            );
          }}
        </Loaded>
      </Panel>
    </Page>
  );
}

export default function NewBlock() {
  const [typed, setTyped] = useState("");
  const [chosen, setChosen] = useState<BlockType>();
  const query = useQuery({
    queryKey: ["block-types"],
    queryFn: ({ signal }) => api.post("/block_types/filter", { body: { limit: PAGE } as never, signal }),
  });
  if (chosen) return <Fill type={chosen} onBack={() => setChosen(undefined)} />;
  return (
    <Page
      title="New block"
      aside={<Search label="Search kinds of blocks" placeholder="Kind" value={typed} onChange={setTyped} />}
    >
      <p className="text-[13px] text-muted">Choose a kind:</p>
      <Loaded query={query} what="The kinds of blocks" room="h-64">
        {(types) => (
          <ul className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3 xl:grid-cols-4">
            {types
              .filter((type) => matches(typed, type.name, type.description))
              .map((type) => (
                <li key={type.id} className="flex">
                  <button
                    type="button"
                    onClick={() => setChosen(type)}
                    className="w-full rounded-lg border bg-panel p-3 text-left hover:border-line-strong"
                  >
                    <span className="block font-medium">{type.name}</span>
                    <span className="line-clamp-2 text-xs text-muted">{type.description}</span>
                  </button>
                </li>
              ))}
          </ul>
        )}
      </Loaded>
    </Page>
  );
}
