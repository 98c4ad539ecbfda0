import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { Bookmark } from "lucide-react";
import { useState } from "react";
import { api } from "@/api/client";
import { PAGE } from "@/api/queries";
import { Button, Input } from "@/components/basics";
import { Dialog, Menu } from "@/components/overlays";

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
      <Dialog
        open={naming}
        onOpenChange={setNaming}
        title="Save this search"
        description="Everybody who uses this server will find it here."
      >
        <form
          className="mt-4 flex gap-2"
          onSubmit={async (event) => {
            event.preventDefault();
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
          <Input
            aria-label="Name"
            autoFocus
            required
            value={name}
            onChange={(event) => setName(event.target.value)}
            placeholder="Nightly failures"
            className="flex-1"
          />
          <Button type="submit" look="primary">
            Save
          </Button>
        </form>
      </Dialog>
    </>
  );
}
