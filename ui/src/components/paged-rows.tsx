import type { ComponentProps, ReactNode } from "react";
import { Loaded } from "./basics";
import { More } from "./more";
import { Rows, type RowsProps } from "./rows";

interface Props<T> extends Omit<RowsProps<T>, "rows" | "whole"> {
  /** What `usePaged` gives. */
  pages: ComponentProps<typeof Loaded<T[]>>["query"] & ComponentProps<typeof More>["pages"];
  room: string;
  /** What stands in place of a table without rows. */
  empty?: ReactNode;
}

/** A table of rows that are read page by page. */
export function PagedRows<T>({ pages, room, empty, ...table }: Props<T>) {
  return (
    <>
      <Loaded query={pages} what={table.label} room={room}>
        {(rows) => (rows.length || !empty ? <Rows whole {...table} rows={rows} /> : empty)}
      </Loaded>
      <More pages={pages} />
    </>
  );
}
