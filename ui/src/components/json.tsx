import { CopyButton } from "./basics";

/** A value as it is written in JSON. */
export function Json({ value, className = "max-h-96" }: { value: unknown; className?: string }) {
  const text = typeof value === "string" ? value : (JSON.stringify(value, null, 2) ?? "null");
  return (
    <div className="relative">
      <pre
        tabIndex={0}
        className={`overflow-auto rounded-md border bg-sunken p-3 pr-9 font-mono text-xs leading-relaxed break-words whitespace-pre-wrap ${className}`}
      >
        {text}
      </pre>
      <span className="absolute top-1.5 right-1.5">
        <CopyButton text={text} />
      </span>
    </div>
  );
}
