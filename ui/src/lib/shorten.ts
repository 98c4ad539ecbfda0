/** How much of a name's end is kept: names of task runs differ there. */
const TAIL = 4;

/** A text that is `width` wide, with its middle left out where there is only so much room. */
export function shorten(text: string, width: number, room: number): string {
  if (width <= room) return text;
  const letters = Math.max(1, Math.floor((text.length * room) / width) - 1);
  if (letters <= TAIL + 1) return `${text.slice(0, letters)}…`;
  return `${text.slice(0, letters - TAIL)}…${text.slice(-TAIL)}`;
}
