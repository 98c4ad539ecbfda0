/** Copies text; whether that could be done. Pages on plain HTTP have no clipboard, so there it is copied as if by hand. */
export async function copyText(text: string): Promise<boolean> {
  if (navigator.clipboard) {
    return navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
  }
  const held = document.activeElement;
  const area = Object.assign(document.createElement("textarea"), { value: text, readOnly: true });
  area.style.position = "fixed";
  area.style.opacity = "0";
  // Beside the button that asked, since a dialog takes the focus back from what is outside it.
  (held?.parentElement ?? document.body).append(area);
  area.focus();
  area.select();
  try {
    return document.execCommand("copy");
  } finally {
    area.remove();
    if (held instanceof HTMLElement) held.focus();
  }
}
