import { useMemo } from "react";
import { safeHtml } from "@/lib/safe-html";

/** Markdown that a run wrote: shown, but never obeyed. */
export function Markdown({ text }: { text: string }) {
  const html = useMemo(() => safeHtml(text), [text]);
  // biome-ignore lint/security/noDangerouslySetInnerHtml: DOMPurify made it harmless
  return <div className="prose-weir overflow-x-auto text-[13px]" dangerouslySetInnerHTML={{ __html: html }} />;
}
