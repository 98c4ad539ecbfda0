import { expect, test } from "vitest";
import { LogBook, type Told } from "./log-book";

const told = (id: string, second: number, message = "line"): Told => ({
  id,
  timestamp: `2026-01-01T00:00:0${second}.123456Z`,
  level: 20,
  message,
  task_run_id: null,
});
const read = (second: number, message = "line") => ({
  at: Date.parse(`2026-01-01T00:00:0${second}.123Z`),
  level: 20,
  task: "",
  message,
});
const messages = (book: LogBook) => book.entries.map((entry) => entry.message);

test("equal lines of one moment are as many as there are, however often they are told", () => {
  const book = new LogBook();
  for (const id of ["a", "b", "a", "b"]) book.tell(told(id, 1));
  expect(messages(book)).toEqual(["line", "line"]);
});

test("a line that was read without its id is not added when it is told, and one beside it is", () => {
  const book = new LogBook();
  book.read(read(1));
  book.read(read(1));
  for (const id of ["a", "b", "a"]) book.tell(told(id, 1));
  expect(book.entries.map((entry) => entry.id)).toEqual(["b", "a"]);
  book.tell(told("c", 1));
  expect(book.entries).toHaveLength(3);
});

test("lines that were missed stand where their time puts them, and the array stays the same", () => {
  const book = new LogBook();
  const { entries } = book;
  book.read(read(1, "first"));
  book.tell(told("d", 4, "fourth"));
  for (const [id, second, message] of [
    ["b", 2, "second"],
    ["c", 3, "third"],
    ["d", 4, "fourth"],
  ] as const)
    book.tell(told(id, second, message));
  expect(messages(book)).toEqual(["first", "second", "third", "fourth"]);
  expect(book.entries).toBe(entries);
  expect(book.last).toBe(Date.parse("2026-01-01T00:00:04.123Z"));
});

test("lines of other tasks and levels are other lines", () => {
  const book = new LogBook();
  book.read(read(1));
  book.tell({ ...told("a", 1), task_run_id: "t" });
  book.tell({ ...told("b", 1), level: 40 });
  expect(book.entries).toHaveLength(3);
});
