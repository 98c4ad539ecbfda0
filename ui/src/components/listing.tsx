import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { api } from "@/api/client";
import { MOST } from "@/api/queries";
import { compact } from "@/lib/number";
import { Input, Loaded, Panel } from "./basics";
import { Rows, type RowsProps } from "./rows";

/** Where the API tells how many there are of something. */
type Count =
  | "/flows/count"
  | "/deployments/count"
  | "/work_pools/count"
  | "/block_documents/count"
  | "/variables/count"
  | "/automations/count"
  | "/artifacts/latest/count";

interface Props<T> extends Omit<RowsProps<T>, "rows"> {
  query: Parameters<typeof Loaded<T[]>>[0]["query"];
  /** What is listed, as in `The flows`. */
  what: string;
  /** Whether a row passes the search above the list. */
  wanted?: (row: T) => boolean;
  /** In what order the rows are shown, where that is not the API's. */
  order?: (rows: T[]) => T[];
  /** What stands in place of a table of nothing. */
  empty: ReactNode;
  count?: Count;
  title?: string;
  room?: string;
}

/** Says that there is more than the page lists: nothing ends in silence. */
function Ending({ all, count }: { all: readonly unknown[]; count: Count | undefined }) {
  const cut = all.length >= MOST;
  const known = useQuery({
    queryKey: ["count", count],
    queryFn: ({ signal }) => api.post(count ?? "/flows/count", { signal }) as Promise<number>,
    enabled: cut && count !== undefined,
  }).data;
  if (!cut) return null;
  return (
    <p role="note" className="border-t px-4 py-2 text-xs text-late">
      These are the first {compact(all.length)}
      {known !== undefined && known >= all.length && ` of ${known.toLocaleString("en")}`}: more are not listed here, nor searched.
    </p>
  );
}

/** All that there is of something, as a table. */
export function Listing<T>({ query, what, wanted, order, empty, count, title, room = "h-48", ...rows }: Props<T>) {
  return (
    <Panel title={title} flush className="overflow-hidden">
      <Loaded query={query} what={what} room={room}>
        {(all) => {
          if (!all.length) return empty;
          const passing = wanted ? all.filter(wanted) : all;
          return (
            <>
              {passing.length ? (
                <Rows {...rows} rows={order ? order(passing) : passing} />
              ) : (
                <p className="px-4 py-8 text-center text-[13px] text-muted">None of {compact(all.length)} passes the search.</p>
              )}
              <Ending all={all} count={count} />
            </>
          );
        }}
      </Loaded>
    </Panel>
  );
}

/** A search above a list. */
export function Search({
  label,
  placeholder,
  value,
  onChange,
}: {
  label: string;
  placeholder: string;
  value: string;
  onChange: (typed: string) => void;
}) {
  return (
    <Input
      type="search"
      aria-label={label}
      placeholder={`${placeholder}…  /`}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      className="!h-7 w-60 max-w-full"
    />
  );
}
