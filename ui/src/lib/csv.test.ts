import { expect, test } from "vitest";
import { CsvReader, toCsv } from "./csv";

const text = 'a,b\r\n1,"say ""hi"", then\nleave"\r\n,\r\n"",x\r\n"""",""""""\r\n';
const rows = [
  ["a", "b"],
  ["1", 'say "hi", then\nleave'],
  ["", ""],
  ["", "x"],
  ['"', '""'],
];

test("rows are the same however the text is cut", () => {
  for (let size = 1; size <= text.length; size++) {
    const reader = new CsvReader();
    const read: string[][] = [];
    for (let at = 0; at < text.length; at += size) read.push(...reader.push(text.slice(at, at + size)));
    expect(read).toEqual(rows);
  }
});

test("what is written is read again", () => {
  expect(new CsvReader().push(`${toCsv(rows)}\r\n`)).toEqual(rows);
});
