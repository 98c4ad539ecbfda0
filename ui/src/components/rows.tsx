import type { ReactNode } from "react";

export interface Column<T> {
  title: string;
  cell: (row: T) => ReactNode;
  /** Classes of the cells, for widths and for what small screens leave out. */
  look?: string;
  /** Orders the rows by this column. */
  order?: { now: boolean; by: () => void };
}

interface Props<T> {
  label: string;
  rows: readonly T[];
  columns: readonly Column<T>[];
  keyOf: (row: T) => string;
}

/** A table of some hundred rows at most. */
export function Rows<T>({ label, rows, columns, keyOf }: Props<T>) {
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
          {rows.map((row) => (
            <tr key={keyOf(row)} data-row className="border-b last:border-b-0 hover:bg-sunken">
              {columns.map((column) => (
                <td key={column.title} className={`px-4 py-2 ${column.look ?? ""}`}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A search above a table, for the rows that the page has. */
export const matches = (typed: string, ...words: (string | null | undefined)[]) =>
  words.some((word) => word?.toLowerCase().includes(typed.trim().toLowerCase()));
