import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Blocks as Icon, Plus } from "lucide-react";
import { useState } from "react";
import { blocksQuery } from "@/api/queries";
import { Ago, buttonLook, Empty, Page, Tag } from "@/components/basics";
import { Listing, Search } from "@/components/listing";
import { matches } from "@/components/rows";

export default function Blocks() {
  const [typed, setTyped] = useState("");
  const query = useQuery(blocksQuery);
  const add = (
    <Link to="/blocks/new" className={buttonLook("primary", true)}>
      <Plus size={13} aria-hidden /> New block
    </Link>
  );
  return (
    <Page
      title="Blocks"
      aside={
        <>
          <Search label="Search blocks" placeholder="Name or kind" value={typed} onChange={setTyped} />
          {add}
        </>
      }
    >
      <Listing
        query={query}
        what="The blocks"
        room="h-48"
        label="Blocks"
        wanted={(one) => matches(typed, one.name, one.block_type?.name ?? one.block_type_name)}
        keyOf={(one) => one.id ?? one.name ?? ""}
        columns={[
          {
            title: "Block",
            cell: (one) => (
              <Link to="/blocks/$blockId" params={{ blockId: one.id } as never} className="font-medium hover:underline">
                {one.name}
              </Link>
            ),
          },
          { title: "Kind", cell: (one) => <Tag>{one.block_type?.name ?? one.block_type_name}</Tag> },
          {
            title: "Can",
            cell: (one) => <span className="text-xs text-muted">{one.block_schema?.capabilities?.join(", ")}</span>,
            look: "hidden md:table-cell",
          },
          { title: "Changed", cell: (one) => <Ago at={one.updated} className="text-muted" /> },
        ]}
        empty={
          <Empty title="There is no block" icon={<Icon size={22} />}>
            <p className="pb-3">
              Blocks keep credentials and addresses for flows and notifications; their secrets are sealed and not shown again.
            </p>
            {add}
          </Empty>
        }
      />
    </Page>
  );
}
