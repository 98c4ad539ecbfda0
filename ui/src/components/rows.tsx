import { type ReactNode, useState } from "react";
import { compact, plural } from "@/lib/number";
import { Button } from "./basics";

export interface Column<T> {
  title: string;
  cell: (row: T) => ReactNode;
  /** Classes of the cells, for widths and for what small screens leave out. */
  look?: string;
  /** Orders the rows by this column. */
  order?: { now: boolean; by: () => void };
}

export interface RowsProps<T> {
  label: string;
  rows: readonly T[];
  columns: readonly Column<T>[];
  keyOf: (row: T) => string;
  /** Whether all rows are drawn at once, as where they are read page by page. */
  whole?: boolean;
}

/** How many rows are drawn at first, and more each time that they are asked for. */
const DRAWN = 200;

/** A table of rows that the page has; of many, the first are drawn and the others on demand. */
export function Rows<T>({ label, rows, columns, keyOf, whole = false }: RowsProps<T>) {
  const [steps, setSteps] = useState(1);
  const drawn = whole ? rows.length : steps * DRAWN;
  return (
    <div className="overflow-x-auto">
      <table aria-label={label} className="w-full text-[13px]">
        <thead>
          <tr className="h-8 border-b text-left text-2xs text-muted">
            {columns.map((column) => (
              <th
                key={column.title}
                scope="col"
                className={`px-4 font-medium whitespace-nowrap ${column.look ?? ""}`}
                {...(column.order?.now ? { "aria-sort": "descending" as const } : {})}
              >
                {column.order ? (
                  <button
                    type="button"
                    onClick={column.order.by}
                    className={`font-medium hover:text-ink ${column.order.now ? "text-ink" : ""}`}
                  >
                    {column.title}
                    {column.order.now && <span aria-hidden> ↓</span>}
                  </button>
                ) : (
                  column.title
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, drawn).map((row) => (
            <tr key={keyOf(row)} data-row className="border-b last:border-b-0 hover:bg-sunken">
              {columns.map((column) => (
                <td
                  key={column.title}
                  className={`px-4 py-2 ${column.look ?? ""} ${column.look?.includes("text-right") ? "whitespace-nowrap" : ""}`}
                >
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > drawn && (
        <p className="flex items-center gap-3 border-t px-4 py-2 text-xs text-muted">
          The first {compact(drawn)} of {plural(rows.length, "row")}
          <Button small onClick={() => setSteps(steps + 1)}>
            More
          </Button>
        </p>
      )}
    </div>
  );
}

/** A search above a table, for the rows that the page has. */
export const matches = (typed: string, ...words: (string | null | undefined)[]) =>
  words.some((word) => word?.toLowerCase().includes(typed.trim().toLowerCase()));
