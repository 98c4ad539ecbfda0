import { type InputHTMLAttributes, type ReactNode, useState } from "react";
import { Button, Input } from "./basics";
import { Dialog, Refusal, saidOf } from "./overlays";

interface Props {
  title: string;
  description?: ReactNode;
  /** What the button that sends it says. */
  action: string;
  onClose: () => void;
  /** What it throws is said above the button, and can be mended. */
  onSubmit: () => Promise<unknown>;
  children: ReactNode;
}

/** A dialog with some fields that are sent together. Whoever shows it takes it away once it is sent. */
export function FormDialog({ title, description, action, onClose, onSubmit, children }: Props) {
  const [told, setTold] = useState("");
  const [busy, setBusy] = useState(false);
  return (
    <Dialog open onOpenChange={onClose} title={title} description={description}>
      <form
        className="mt-4 flex flex-col gap-3"
        onSubmit={async (event) => {
          event.preventDefault();
          setBusy(true);
          setTold("");
          try {
            await onSubmit();
          } catch (error) {
            setTold(saidOf(error));
          }
          setBusy(false);
        }}
      >
        {children}
        <Refusal>{told}</Refusal>
        <Button type="submit" look="primary" disabled={busy} className="self-end">
          {action}
        </Button>
      </form>
    </Dialog>
  );
}

type TextProps = Omit<InputHTMLAttributes<HTMLInputElement>, "onChange"> & { label: string; onChange: (value: string) => void };

/** A line of text with its label above it. */
export function TextField({ label, onChange, ...rest }: TextProps) {
  return (
    <label className="text-xs font-medium">
      {label}
      <Input {...rest} onChange={(event) => onChange(event.target.value)} className="mt-1 w-full" />
    </label>
  );
}
