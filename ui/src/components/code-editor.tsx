import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import { yaml } from "@codemirror/lang-yaml";
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { EditorView, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { useEffect, useRef } from "react";

interface Props {
  value: string;
  onChange?: (value: string) => void;
  language: "yaml" | "json";
  label: string;
}

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--c-accent)" },
  { tag: tags.string, color: "var(--s-completed)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--s-paused)" },
  { tag: tags.comment, color: "var(--c-muted)", fontStyle: "italic" },
]);

const look = EditorView.theme({
  "&": { height: "100%", fontSize: "12px", backgroundColor: "var(--c-sunken)", color: "var(--c-ink)" },
  // A whole number of points: lines are placed by multiples of what one of them measures.
  ".cm-scroller": { fontFamily: "var(--font-mono)", lineHeight: "20px" },
  ".cm-gutters": { backgroundColor: "var(--c-sunken)", color: "var(--c-muted)", border: "none" },
  ".cm-cursor": { borderLeftColor: "var(--c-ink)" },
  "&.cm-focused": { outline: "2px solid var(--c-accent)" },
});

/** An editor for YAML and JSON. Escape, then Tab leaves it. */
export default function CodeEditor({ value, onChange, language, label }: Props) {
  const holder = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const latest = useRef(onChange);
  latest.current = onChange;
  // biome-ignore lint/correctness/useExhaustiveDependencies: later values are put into the editor that there is
  useEffect(() => {
    if (!holder.current) return;
    view.current = new EditorView({
      parent: holder.current,
      state: EditorState.create({
        doc: value,
        extensions: [
          lineNumbers(),
          history(),
          keymap.of([...defaultKeymap, ...historyKeymap, indentWithTab]),
          language === "yaml" ? yaml() : json(),
          syntaxHighlighting(colours),
          look,
          EditorView.contentAttributes.of({ "aria-label": label }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) latest.current?.(update.state.doc.toString());
          }),
        ],
      }),
    });
    // The first measure comes before the theme's line height.
    const frame = requestAnimationFrame(() => view.current?.requestMeasure());
    return () => {
      cancelAnimationFrame(frame);
      view.current?.destroy();
    };
  }, [language, label]);
  useEffect(() => {
    const editor = view.current;
    // What is typed here comes back as a value: it must not be put in again under the cursor.
    if (!editor || editor.state.doc.toString() === value || editor.hasFocus) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value]);
  return <div ref={holder} className="h-full min-h-64 overflow-hidden rounded-md border" />;
}
