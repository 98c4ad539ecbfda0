import DOMPurify from "dompurify";
import { marked } from "marked";
import { useMemo } from "react";

/** Markdown that a run wrote: shown, but never obeyed. Images of other hosts are links, so that nothing is loaded unasked. */
export function Markdown({ text }: { text: string }) {
  const html = useMemo(() => {
    const dirty = marked.parse(text, { async: false, gfm: true });
    const clean = DOMPurify.sanitize(dirty, {
      FORBID_TAGS: ["style", "form", "input", "iframe", "img", "video", "audio"],
      FORBID_ATTR: ["style"],
    });
    const holder = document.createElement("div");
    holder.innerHTML = clean;
    for (const link of holder.querySelectorAll("a")) {
      link.rel = "noreferrer noopener";
      link.target = "_blank";
    }
    return holder.innerHTML;
  }, [text]);
  // biome-ignore lint/security/noDangerouslySetInnerHtml: DOMPurify made it harmless
  return <div className="prose-weir text-[13px]" dangerouslySetInnerHTML={{ __html: html }} />;
}
