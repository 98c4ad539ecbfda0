/** Reads CSV bit by bit: `push` answers the rows that are complete by then. Quotes and line ends inside them are kept. */
export class CsvReader {
  #row: string[] = [];
  #field = "";
  #quoted = false;
  /** A quote inside quotes was seen last: the next character tells whether it ends them. */
  #closing = false;

  push(text: string): string[][] {
    const rows: string[][] = [];
    let from = 0;
    for (let at = 0; at < text.length; at++) {
      const sign = text.charCodeAt(at);
      if (this.#quoted) {
        if (sign === 34) {
          this.#field += text.slice(from, at);
          this.#quoted = false;
          this.#closing = true;
          from = at + 1;
        }
        continue;
      }
      if (sign === 34) {
        this.#field += text.slice(from, at);
        if (this.#closing) this.#field += '"';
        this.#quoted = true;
        this.#closing = false;
        from = at + 1;
      } else if (sign === 44 || sign === 10 || sign === 13) {
        this.#row.push(this.#field + text.slice(from, at));
        this.#field = "";
        this.#closing = false;
        from = at + 1;
        if (sign === 44) continue;
        // The second half of a line's end leaves an empty row behind.
        if (this.#row.length > 1 || this.#row[0]) rows.push(this.#row);
        this.#row = [];
      }
    }
    this.#field += text.slice(from);
    return rows;
  }
}

/** A field for a spreadsheet. */
export function csvField(value: unknown): string {
  const text = value === null || value === undefined ? "" : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export const toCsv = (rows: readonly (readonly unknown[])[]) => rows.map((row) => row.map(csvField).join(",")).join("\r\n");
