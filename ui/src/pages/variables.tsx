import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Pencil, Plus, Trash2, Variable } from "lucide-react";
import { useState } from "react";
import { api, type Schemas } from "@/api/client";
import { everything, PAGE } from "@/api/queries";
import { Ago, Button, Empty, Page, Tag } from "@/components/basics";
import { FormDialog, TextField } from "@/components/form-dialog";
import { Listing, Search } from "@/components/listing";
import { Confirm } from "@/components/overlays";
import { matches } from "@/components/rows";

type Variable_ = Schemas["Variable"];

interface EditorProps {
  variable: Variable_ | undefined;
  onClose: () => void;
  onSaved: () => void;
}

function Editor({ variable, onClose, onSaved }: EditorProps) {
  const [name, setName] = useState(variable?.name ?? "");
  const [value, setValue] = useState(variable ? JSON.stringify(variable.value, null, 2) : "");
  const [tags, setTags] = useState(variable?.tags?.join(", ") ?? "");
  // What is no JSON is a text, which is what most people mean.
  const read = (): unknown => {
    try {
      return JSON.parse(value);
    } catch {
      return value;
    }
  };
  return (
    <FormDialog
      title={variable ? `Change ${variable.name}` : "A new variable"}
      action="Save"
      onClose={onClose}
      onSubmit={async () => {
        const body = { name, value: read(), tags: tags.split(/[\s,]+/).filter(Boolean) } as never;
        if (variable) await api.patch("/variables/{id}", { path: { id: variable.id ?? "" }, body });
        else await api.post("/variables/", { body });
        onSaved();
      }}
    >
      <TextField label="Name" required value={name} onChange={setName} placeholder="churn_threshold" />
      <label className="text-xs font-medium">
        Value: text, or JSON
        <textarea
          required
          rows={5}
          value={value}
          onChange={(event) => setValue(event.target.value)}
          className="mt-1 w-full rounded-md border bg-raised p-2 font-mono text-xs"
        />
      </label>
      <TextField label="Tags" value={tags} onChange={setTags} />
    </FormDialog>
  );
}

export default function Variables() {
  const client = useQueryClient();
  const [typed, setTyped] = useState("");
  const [edited, setEdited] = useState<Variable_ | "new">();
  const [doomed, setDoomed] = useState<Variable_>();
  const query = useQuery({
    queryKey: ["variables"],
    queryFn: ({ signal }) =>
      everything((offset) => api.post("/variables/filter", { body: { limit: PAGE, offset, sort: "NAME_ASC" } as never, signal })),
  });
  const again = () => client.invalidateQueries({ queryKey: ["variables"] });
  return (
    <Page
      title="Variables"
      aside={
        <>
          <Search label="Search variables" placeholder="Name or tag" value={typed} onChange={setTyped} />
          <Button small onClick={() => setEdited("new")}>
            <Plus size={13} aria-hidden /> New variable
          </Button>
        </>
      }
    >
      <Listing
        query={query}
        what="The variables"
        room="h-48"
        label="Variables"
        wanted={(one) => matches(typed, one.name, ...(one.tags ?? []))}
        count="/variables/count"
        keyOf={(one) => one.id ?? one.name}
        columns={[
          { title: "Variable", cell: (one) => <span className="font-mono text-xs font-medium">{one.name}</span> },
          {
            title: "Value",
            cell: (one) => (
              <span className="block max-w-24 truncate font-mono sm:max-w-md text-xs text-muted">
                {JSON.stringify(one.value)}
              </span>
            ),
          },
          {
            title: "Tags",
            cell: (one) => one.tags?.map((tag) => <Tag key={tag}>{tag}</Tag>),
            look: "hidden md:table-cell",
          },
          {
            title: "Changed",
            cell: (one) => <Ago at={one.updated} className="text-muted" />,
            look: "hidden sm:table-cell",
          },
          {
            title: "Change",
            cell: (one) => (
              <span className="flex">
                <Button small look="ghost" aria-label={`Change ${one.name}`} onClick={() => setEdited(one)}>
                  <Pencil size={13} />
                </Button>
                <Button small look="ghost" aria-label={`Delete ${one.name}`} onClick={() => setDoomed(one)}>
                  <Trash2 size={13} />
                </Button>
              </span>
            ),
          },
        ]}
        empty={
          <Empty title="There is no variable" icon={<Variable size={22} />}>
            <code className="font-mono">Variable.get("name")</code> in a flow reads what is set here.
          </Empty>
        }
      />
      {edited && (
        <Editor
          variable={edited === "new" ? undefined : edited}
          onClose={() => setEdited(undefined)}
          onSaved={() => {
            setEdited(undefined);
            void again();
          }}
        />
      )}
      <Confirm
        open={doomed !== undefined}
        onOpenChange={() => setDoomed(undefined)}
        title={`Delete ${doomed?.name}?`}
        description="Flows that read it afterwards find nothing."
        action="Delete the variable"
        onConfirm={async () => {
          await api.delete("/variables/{id}", { path: { id: doomed?.id ?? "" } });
          await again();
        }}
      />
    </Page>
  );
}
