import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { FlaskConical } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { toast } from "sonner";
import { api, request } from "@/api/client";
import type { Replay } from "@/api/own";
import { Button, Failed, Panel, Skeleton } from "@/components/basics";
import { type Automation, read, write } from "@/lib/automation";
import { DAY } from "@/lib/time";
import { DryRun } from "./dry-run";
import { Form } from "./form";

const CodeEditor = lazy(() => import("@/components/code-editor"));

/** An automation as a form and as YAML, each of which changes the other. */
export function Editor({ id, begin }: { id?: string; begin: Automation }) {
  const client = useQueryClient();
  const router = useRouter();
  const [automation, setAutomation] = useState(begin);
  const [text, setText] = useState(() => write(begin));
  const [wrong, setWrong] = useState("");
  const [days, setDays] = useState(7);
  const [tried, setTried] = useState<{ replay?: Replay; error?: unknown; busy?: boolean }>({});
  const [told, setTold] = useState<unknown>();
  const fromForm = (next: Automation) => {
    setAutomation(next);
    setText(write(next));
    setWrong("");
  };
  const fromText = (next: string) => {
    setText(next);
    try {
      setAutomation(read(next));
      setWrong("");
    } catch (error) {
      setWrong(error instanceof Error ? error.message : String(error));
    }
  };
  const tryOut = async () => {
    setTried({ busy: true });
    try {
      const since = new Date(Date.now() - days * DAY).toISOString();
      setTried({ replay: (await request("post", "/weir/automations/test", { automation, since })) as Replay });
    } catch (error) {
      setTried({ error });
    }
  };
  const save = async () => {
    setTold(undefined);
    try {
      if (id) await api.put("/automations/{id}", { path: { id }, body: automation as never });
      else {
        const made = (await api.post("/automations/", { body: automation as never })) as { id: string };
        router.history.push(`/automations/${made.id}`);
      }
      toast.success("Saved");
      await client.invalidateQueries({ queryKey: ["automations"] });
    } catch (error) {
      setTold(error);
    }
  };
  const ready = !wrong && automation.name.trim() !== "";
  return (
    <>
      <div className="grid items-stretch gap-4 xl:grid-cols-2">
        <Panel title="Form">
          <Form automation={automation} onChange={fromForm} />
        </Panel>
        <Panel
          title="YAML"
          aside={wrong ? <span className="text-danger">not readable yet</span> : "as in files for weir automation apply"}
          className="flex flex-col [&>div]:flex-1"
        >
          <Suspense fallback={<Skeleton className="h-96" />}>
            <CodeEditor value={text} onChange={fromText} language="yaml" label="The automation as YAML" />
          </Suspense>
          {wrong && (
            <p role="alert" className="pt-2 font-mono text-xs whitespace-pre-wrap text-danger">
              {wrong}
            </p>
          )}
        </Panel>
      </div>
      {told !== undefined && <Failed error={told} what="The automation" />}
      <div className="flex flex-wrap items-center gap-2">
        <Button look="primary" disabled={!ready} onClick={() => void save()}>
          {id ? "Save" : "Create the automation"}
        </Button>
        <Button disabled={!ready || tried.busy} onClick={() => void tryOut()}>
          <FlaskConical size={13} aria-hidden /> Try it on the past
        </Button>
        <label className="inline-flex items-center gap-1.5 text-xs text-muted">
          of
          <select
            aria-label="How far back"
            value={days}
            onChange={(event) => setDays(Number(event.target.value))}
            className="h-7 rounded-md border bg-raised px-1.5"
          >
            {[1, 7, 30].map((one) => (
              <option key={one} value={one}>
                {one === 1 ? "one day" : `${one} days`}
              </option>
            ))}
          </select>
        </label>
        {!automation.name.trim() && <span className="text-xs text-muted">It needs a name.</span>}
      </div>
      {tried.error !== undefined && <Failed error={tried.error} what="The past" />}
      {tried.busy && <Skeleton className="h-32" />}
      {tried.replay && <DryRun replay={tried.replay} />}
    </>
  );
}
