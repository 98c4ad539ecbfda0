import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { toast } from "sonner";
import { api } from "@/api/client";
import { Button, Failed } from "@/components/basics";
import { FormAndText, useFormAndText } from "@/components/form-and-text";
import { body, read, type Written, write } from "@/lib/slo-file";
import { Form } from "./form";

/** An objective as a form and as YAML, each of which changes the other. */
export function Editor({ id, begin }: { id?: string; begin: Written }) {
  const client = useQueryClient();
  const router = useRouter();
  const both = useFormAndText(begin, write, read);
  const { value: objective, wrong } = both;
  const [told, setTold] = useState<unknown>();
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
      <FormAndText both={both} label="The objective as YAML" command="weir slo apply">
        <Form objective={objective} onChange={both.fromForm} />
      </FormAndText>
      {told !== undefined && <Failed error={told} what="The objective" done="saved" />}
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
