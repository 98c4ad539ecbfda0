/** What takes the focus in a row: the row itself where it can, or the first link or button in it. */
const handle = (row: HTMLElement) =>
  row.matches("a, button") ? row : (row.querySelector<HTMLElement>("a, button") ?? undefined);

/** Puts the focus on the next row of the page's lists (`by` is 1), or the one before (-1): whatever has `data-row`. */
export function walk(by: 1 | -1) {
  const rows = [...document.querySelectorAll<HTMLElement>("main [data-row]")].flatMap((row) => handle(row) ?? []);
  const at = rows.indexOf(document.activeElement as HTMLElement);
  const next = rows[at < 0 ? 0 : at + by];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

/** Ticks the box that belongs to the row with the focus, if it has one. */
export function tick() {
  document.activeElement?.closest("[data-line]")?.querySelector<HTMLInputElement>("input[type=checkbox]")?.click();
}
