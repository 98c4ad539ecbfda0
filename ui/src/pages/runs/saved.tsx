import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { Bookmark } from "lucide-react";
import { useState } from "react";
import { api } from "@/api/client";
import { PAGE } from "@/api/queries";
import { Button } from "@/components/basics";
import { FormDialog, TextField } from "@/components/form-dialog";
import { Menu } from "@/components/overlays";

/** The searches that somebody has saved: they lead to the page as it was then. */
export function Saved() {
  const client = useQueryClient();
  const router = useRouter();
  const [naming, setNaming] = useState(false);
  const [name, setName] = useState("");
  const saved =
    useQuery({
      queryKey: ["saved"],
      queryFn: ({ signal }) => api.post("/saved_searches/filter", { body: { limit: PAGE }, signal }),
    }).data ?? [];
  const again = () => client.invalidateQueries({ queryKey: ["saved"] });
  return (
    <>
      <Menu
        trigger={
          <Button small>
            <Bookmark size={13} aria-hidden /> Saved
          </Button>
        }
        choices={[
          ...saved.map((one) => ({
            label: one.name,
            onSelect: () => {
              const address = one.filters?.find((filter) => filter.property === "weir-ui-search")?.value;
              if (typeof address === "string") router.history.push(`/runs${address}`);
            },
          })),
          { label: "Save this search…", icon: <Bookmark size={13} />, onSelect: () => setNaming(true) },
          ...saved.map((one) => ({
            label: `Forget “${one.name}”`,
            danger: true,
            onSelect: async () => {
              await api.delete("/saved_searches/{id}", { path: { id: one.id ?? "" } });
              await again();
            },
          })),
        ]}
      />
      {naming && (
        <FormDialog
          title="Save this search"
          description="Everybody who uses this server will find it here."
          action="Save"
          onClose={() => setNaming(false)}
          onSubmit={async () => {
            const value = window.location.search;
            await api.put("/saved_searches/", {
              body: {
                name,
                filters: [{ object: "flow-run", property: "weir-ui-search", type: "string", operation: "equals", value }],
              } as never,
            });
            setNaming(false);
            setName("");
            await again();
          }}
        >
          <TextField label="Name" required autoFocus value={name} onChange={setName} placeholder="Nightly failures" />
        </FormDialog>
      )}
    </>
  );
}
