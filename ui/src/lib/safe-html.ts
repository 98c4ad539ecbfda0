import DOMPurify from "dompurify";
import { marked } from "marked";

/**
 * What Markdown and the HTML inside it may make. Nothing else comes through: no style, class, id or form that could cover or
 * imitate the page, and no attribute but the `src` of an image that could load anything.
 */
const TAGS =
  "a b blockquote br caption code col colgroup dd del details div dl dt em h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span strong sub summary sup table tbody td tfoot th thead tr u ul var".split(
    " ",
  );
const ATTRIBUTES = ["align", "alt", "colspan", "href", "rowspan", "scope", "src", "start", "title"];

/** An image that is elsewhere becomes a link to it, or its words where it stands in a link. */
function withoutRemote(image: HTMLImageElement) {
  const from = image.getAttribute("src") ?? "";
  if (/^data:image\//i.test(from)) return;
  const words = image.alt || from;
  if (image.closest("a") || !from) {
    image.replaceWith(words);
    return;
  }
  image.replaceWith(Object.assign(document.createElement("a"), { href: from, textContent: words }));
}

/** Markdown that a run wrote, as HTML that loads nothing and runs nothing. Links open elsewhere and do not tell where from. */
export function safeHtml(markdown: string): string {
  const clean = DOMPurify.sanitize(marked.parse(markdown, { async: false, gfm: true }), {
    ALLOWED_TAGS: TAGS,
    ALLOWED_ATTR: ATTRIBUTES,
    ALLOW_ARIA_ATTR: false,
    ALLOW_DATA_ATTR: false,
    RETURN_DOM_FRAGMENT: true,
  });
  clean.querySelectorAll("img").forEach(withoutRemote);
  for (const link of clean.querySelectorAll("a")) {
    link.rel = "noreferrer noopener";
    link.target = "_blank";
  }
  const holder = document.createElement("div");
  holder.append(clean);
  return holder.innerHTML;
}
