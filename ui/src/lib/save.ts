/** A name for a file: what file systems do not like becomes a dash. */
export const fileName = (title: string, ending: string): string =>
  `${title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-|-$/g, "")}.${ending}`;

function save(url: string, name: string) {
  Object.assign(document.createElement("a"), { href: url, download: name }).click();
}

export function saveText(text: string, name: string, type = "text/csv") {
  const url = URL.createObjectURL(new Blob([text], { type }));
  save(url, name);
  URL.revokeObjectURL(url);
}

/** Saves a part of the page as a picture, with its title and the theme's background. */
export async function savePicture(part: HTMLElement, title: string) {
  const { toCanvas } = await import("html-to-image");
  const style = getComputedStyle(document.documentElement);
  const paint = (name: string) => style.getPropertyValue(name).trim();
  const ratio = 2;
  const drawn = await toCanvas(part, { pixelRatio: ratio, skipFonts: true });
  const [edge, head] = [16 * ratio, 28 * ratio];
  const canvas = document.createElement("canvas");
  canvas.width = drawn.width + 2 * edge;
  canvas.height = drawn.height + 2 * edge + head;
  const ctx = canvas.getContext("2d");
  if (!ctx) throw new Error("this browser has no canvas");
  ctx.fillStyle = paint("--c-panel");
  ctx.fillRect(0, 0, canvas.width, canvas.height);
  ctx.fillStyle = paint("--c-ink");
  ctx.font = `600 ${14 * ratio}px ${getComputedStyle(document.body).fontFamily}`;
  ctx.textBaseline = "top";
  ctx.fillText(title, edge, edge);
  ctx.drawImage(drawn, edge, edge + head);
  save(canvas.toDataURL("image/png"), fileName(title, "png"));
}
