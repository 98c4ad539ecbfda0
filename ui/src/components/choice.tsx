interface Props<T extends string> {
  label: string;
  value: T;
  options: readonly { value: T; label: string }[];
  onChange: (value: T) => void;
}

/** One of few, with its label beside it. */
export function Choice<T extends string>({ label, value, options, onChange }: Props<T>) {
  return (
    <label className="inline-flex items-center gap-1.5 text-xs text-muted">
      {label}
      <select
        value={value}
        onChange={(event) => onChange(event.target.value as T)}
        className="h-7 rounded-md border bg-raised px-1.5 text-ink"
      >
        {options.map((one) => (
          <option key={one.value} value={one.value}>
            {one.label}
          </option>
        ))}
      </select>
    </label>
  );
}
