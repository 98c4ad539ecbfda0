import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { FlaskConical } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { api } from "@/api/client";
import type { Replay } from "@/api/own";
import { Button, Failed, Skeleton } from "@/components/basics";
import { FormAndText, useFormAndText } from "@/components/form-and-text";
import { type Automation, read, write } from "@/lib/automation";
import { DAY } from "@/lib/time";
import { DryRun } from "./dry-run";
import { Form } from "./form";

/** An automation as a form and as YAML, each of which changes the other. */
export function Editor({ id, begin }: { id?: string; begin: Automation }) {
  const client = useQueryClient();
  const router = useRouter();
  const both = useFormAndText(begin, write, read);
  const { value: automation, wrong } = both;
  const [days, setDays] = useState(7);
  const [tried, setTried] = useState<{ replay?: Replay; error?: unknown; busy?: boolean }>({});
  const [told, setTold] = useState<unknown>();
  const tryOut = async () => {
    setTried({ busy: true });
    try {
      const since = new Date(Date.now() - days * DAY).toISOString();
      const replay = await api.post("/weir/automations/test", { body: { automation: automation as never, since } });
      setTried({ replay });
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
      <FormAndText both={both} label="The automation as YAML" command="weir automation apply">
        <Form automation={automation} onChange={both.fromForm} />
      </FormAndText>
      {told !== undefined && <Failed error={told} what="The automation" done="saved" />}
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
      {tried.error !== undefined && <Failed error={tried.error} what="The automation" done="tried on the past" />}
      {tried.busy && <Skeleton className="h-32" />}
      {tried.replay && <DryRun replay={tried.replay} />}
    </>
  );
}
