import { Plus, Trash2 } from "lucide-react";
import { useId, useState } from "react";
import { Button, Input } from "@/components/basics";
import {
  alternatives,
  controlOf,
  fieldsOf,
  fitting,
  initial,
  isNullable,
  NotJson,
  readJson,
  resolve,
  type Schema,
} from "@/lib/schema";

interface Props {
  schema: Schema;
  root: Schema;
  value: unknown;
  onChange: (value: unknown) => void;
  /** The id of the control, for its label. */
  id?: string | undefined;
  label: string;
}

/** Any value as JSON; what is not JSON yet is passed on as such, so that nobody takes the value before it for what is wanted. */
function JsonField({ value, onChange, id, label }: Omit<Props, "schema" | "root">) {
  const bad = value instanceof NotJson;
  const [text, setText] = useState(() => (bad ? value.text : value === undefined ? "" : JSON.stringify(value, null, 2)));
  return (
    <div>
      <textarea
        id={id}
        aria-label={id ? undefined : label}
        aria-invalid={bad}
        rows={Math.min(8, Math.max(2, text.split("\n").length))}
        value={text}
        spellCheck={false}
        placeholder="JSON"
        className="w-full rounded-md border bg-raised p-2 font-mono text-xs placeholder:text-muted"
        onChange={(event) => {
          setText(event.target.value);
          onChange(readJson(event.target.value));
        }}
      />
      {bad && <p className="text-xs text-danger">This is not JSON yet.</p>}
    </div>
  );
}

function ListField({ schema, root, value, onChange, label }: Props) {
  const items = Array.isArray(value) ? value : [];
  const of = schema.items ?? {};
  return (
    <div className="flex flex-col gap-1.5">
      {items.map((item, at) => (
        <div key={at} className="flex items-start gap-1.5">
          <div className="min-w-0 flex-1">
            <Field
              schema={of}
              root={root}
              value={item}
              label={`${label} ${at + 1}`}
              onChange={(next) => onChange(items.map((one, place) => (place === at ? next : one)))}
            />
          </div>
          <Button
            small
            look="ghost"
            aria-label={`Remove ${label} ${at + 1}`}
            onClick={() => onChange(items.filter((_, place) => place !== at))}
          >
            <Trash2 size={13} />
          </Button>
        </div>
      ))}
      <Button small className="self-start" onClick={() => onChange([...items, initial(of, root, 1) ?? ""])}>
        <Plus size={13} aria-hidden /> Add
      </Button>
    </div>
  );
}

function UnionField({ schema, root, value, onChange, id, label }: Props) {
  const choices = alternatives(schema, root);
  const [at, setAt] = useState(() => fitting(choices, value));
  const chosen = choices[at];
  if (choices.length === 1 && chosen)
    return <Field schema={chosen} root={root} value={value ?? undefined} onChange={onChange} id={id} label={label} />;
  return (
    <div className="flex flex-col gap-1.5">
      <select
        aria-label={`Kind of ${label}`}
        value={at}
        onChange={(event) => setAt(Number(event.target.value))}
        className="h-7 self-start rounded-md border bg-raised px-1.5 text-xs"
      >
        {choices.map((choice, index) => (
          <option key={index} value={index}>
            {choice.title ?? (Array.isArray(choice.type) ? choice.type.join(" or ") : (choice.type ?? "any"))}
          </option>
        ))}
      </select>
      {chosen && <Field key={at} schema={chosen} root={root} value={value} onChange={onChange} id={id} label={label} />}
    </div>
  );
}

const toLocal = (iso: unknown) => {
  const at = typeof iso === "string" ? new Date(iso) : undefined;
  return at && Number.isFinite(at.getTime())
    ? new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 19)
    : "";
};

export function Field({ schema: given, root, value, onChange, id, label }: Props) {
  const schema = resolve(given, root);
  const name = id ? {} : { "aria-label": label };
  const text = typeof value === "string" ? value : value === undefined || value === null ? "" : String(value);
  const control = controlOf(schema);
  switch (control) {
    case "choice":
      return (
        <select
          id={id}
          {...name}
          value={JSON.stringify(value)}
          onChange={(event) => onChange(event.target.value ? JSON.parse(event.target.value) : undefined)}
          className="h-8 w-full rounded-md border bg-raised px-2 text-[13px]"
        >
          <option value="">–</option>
          {schema.enum?.map((one) => (
            <option key={String(one)} value={JSON.stringify(one)}>
              {String(one)}
            </option>
          ))}
        </select>
      );
    case "boolean":
      return (
        <input
          id={id}
          {...name}
          type="checkbox"
          checked={value === true}
          onChange={(event) => onChange(event.target.checked)}
          className="size-4 accent-accent"
        />
      );
    case "integer":
    case "number":
      return (
        <Input
          id={id}
          {...name}
          type="number"
          step={control === "integer" ? 1 : "any"}
          min={schema.minimum}
          max={schema.maximum}
          value={text}
          className="w-full"
          onChange={(event) => onChange(event.target.value === "" ? undefined : Number(event.target.value))}
        />
      );
    case "date":
      return (
        <Input
          id={id}
          {...name}
          type="date"
          value={text}
          className="w-full"
          onChange={(event) => onChange(event.target.value || undefined)}
        />
      );
    case "moment":
      return (
        <Input
          id={id}
          {...name}
          type="datetime-local"
          step={1}
          value={toLocal(value)}
          className="w-full"
          onChange={(event) => onChange(event.target.value ? new Date(event.target.value).toISOString() : undefined)}
        />
      );
    case "secret":
      return (
        <Input
          id={id}
          {...name}
          type="password"
          autoComplete="new-password"
          value={text}
          className="w-full"
          onChange={(event) => onChange(event.target.value)}
        />
      );
    case "text":
    case "long":
      return <Input id={id} {...name} value={text} className="w-full" onChange={(event) => onChange(event.target.value)} />;
    case "list":
      return <ListField schema={schema} root={root} value={value} onChange={onChange} label={label} />;
    case "object":
      return (
        <div className="rounded-md border p-3">
          <SchemaForm
            schema={schema}
            root={root}
            value={(value instanceof NotJson ? {} : (value ?? {})) as Record<string, unknown>}
            onChange={onChange}
          />
        </div>
      );
    case "union":
      return <UnionField schema={schema} root={root} value={value} onChange={onChange} id={id} label={label} />;
    default:
      return <JsonField value={value} onChange={onChange} id={id} label={label} />;
  }
}

interface FormProps {
  schema: Schema;
  root?: Schema;
  value: Record<string, unknown>;
  onChange: (value: Record<string, unknown>) => void;
}

/** A form for an object, field by field. What is left empty is left out. */
export function SchemaForm({ schema, root = schema, value, onChange }: FormProps) {
  const prefix = useId();
  return (
    <div className="flex flex-col gap-3">
      {fieldsOf(schema).map(([name, given]) => {
        const field = resolve(given, root);
        const id = `${prefix}-${name}`;
        const label = field.title ?? name;
        const whole = ["list", "object"].includes(controlOf(field));
        const set = (next: unknown) => {
          const { [name]: _, ...rest } = value;
          onChange(next === undefined ? rest : { ...rest, [name]: next });
        };
        return (
          <div key={name}>
            <div className="flex items-baseline justify-between gap-2 pb-1 text-xs">
              {whole ? (
                <span className="font-medium">{label}</span>
              ) : (
                <label htmlFor={id} className="font-medium">
                  {label}
                </label>
              )}
              <span className="text-2xs text-muted">
                {schema.required?.includes(name) ? "required" : isNullable(field) ? "may be empty" : ""}
              </span>
            </div>
            <Field schema={field} root={root} value={value[name]} onChange={set} id={whole ? undefined : id} label={label} />
            {field.description && <p className="pt-0.5 text-2xs text-muted">{field.description.split("\n")[0]}</p>}
          </div>
        );
      })}
    </div>
  );
}
