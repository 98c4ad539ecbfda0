import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { toast } from "sonner";
import { api } from "@/api/client";
import { Button, Failed, Panel, Skeleton } from "@/components/basics";
import { body, read, type Written, write } from "@/lib/slo-file";
import { Form } from "./form";

const CodeEditor = lazy(() => import("@/components/code-editor"));

/** An objective as a form and as YAML, each of which changes the other. */
export function Editor({ id, begin }: { id?: string; begin: Written }) {
  const client = useQueryClient();
  const router = useRouter();
  const [objective, setObjective] = useState(begin);
  const [text, setText] = useState(() => write(begin));
  const [wrong, setWrong] = useState("");
  const [told, setTold] = useState<unknown>();
  const fromForm = (next: Written) => {
    setObjective(next);
    setText(write(next));
    setWrong("");
  };
  const fromText = (next: string) => {
    setText(next);
    try {
      setObjective(read(next));
      setWrong("");
    } catch (error) {
      setWrong(error instanceof Error ? error.message : String(error));
    }
  };
  const save = async () => {
    setTold(undefined);
    try {
      const declared = body(objective) as never;
      const made = id
        ? await api.put("/slos/{id}", { path: { id }, body: declared })
        : await api.post("/slos/", { body: declared });
      toast.success("Saved");
      await client.invalidateQueries({ queryKey: ["slos"] });
      router.history.push(`/slos/${made.id}`);
    } catch (error) {
      setTold(error);
    }
  };
  return (
    <>
      <div className="grid items-stretch gap-4 xl:grid-cols-2">
        <Panel title="Form">
          <Form objective={objective} onChange={fromForm} />
        </Panel>
        <Panel
          title="YAML"
          aside={wrong ? <span className="text-danger">not readable yet</span> : "as in files for weir slo apply"}
          className="flex flex-col [&>div]:flex-1"
        >
          <Suspense fallback={<Skeleton className="h-96" />}>
            <CodeEditor value={text} onChange={fromText} language="yaml" label="The objective as YAML" />
          </Suspense>
          {wrong && (
            <p role="alert" className="pt-2 font-mono text-xs whitespace-pre-wrap text-danger">
              {wrong}
            </p>
          )}
        </Panel>
      </div>
      {told !== undefined && <Failed error={told} what="The objective" />}
      <div className="flex flex-wrap items-center gap-2">
        <Button look="primary" disabled={wrong !== "" || !objective.name.trim()} onClick={() => void save()}>
          {id ? "Save" : "Create the objective"}
        </Button>
        {!objective.name.trim() && <span className="text-xs text-muted">It needs a name.</span>}
        {id && <span className="text-xs text-muted">What then looks at something else is counted anew.</span>}
      </div>
    </>
  );
}
