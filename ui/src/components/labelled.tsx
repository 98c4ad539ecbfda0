import { type ReactNode, useId } from "react";

/** The look of a select that fills its place in a form. */
export const SELECT = "h-8 w-full rounded-md border bg-raised px-2 text-[13px]";

interface Props {
  label: string;
  /** What is wrong with what was typed. */
  hint?: string | undefined;
  children: (id: string) => ReactNode;
}

/** A control with its label above it; it is given the id that the label is for. */
export function Labelled({ label, hint, children }: Props) {
  const id = useId();
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="block pb-1 text-xs font-medium">
        {label}
      </label>
      {children(id)}
      {hint && <p className="pt-1 text-xs text-danger">{hint}</p>}
    </div>
  );
}
