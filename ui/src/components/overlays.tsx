import { Command } from "cmdk";
import { Check, ChevronDown, X } from "lucide-react";
import { DropdownMenu, Dialog as RadixDialog, Popover as RadixPopover } from "radix-ui";
import { type ReactNode, useState } from "react";
import { Button, buttonLook } from "./basics";

interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: ReactNode;
  children?: ReactNode;
  wide?: boolean;
}

export function Dialog({ open, onOpenChange, title, description, children, wide }: DialogProps) {
  return (
    <RadixDialog.Root open={open} onOpenChange={onOpenChange}>
      <RadixDialog.Portal>
        <RadixDialog.Overlay className="fixed inset-0 z-40 bg-black/50" />
        <RadixDialog.Content
          {...(description ? {} : { "aria-describedby": undefined })}
          className={`fixed top-[10vh] left-1/2 z-50 max-h-[80vh] w-[calc(100vw-2rem)] -translate-x-1/2 overflow-auto rounded-lg border bg-panel p-5 shadow-xl ${wide ? "max-w-3xl" : "max-w-md"}`}
        >
          <div className="flex items-start justify-between gap-4">
            <RadixDialog.Title className="text-base font-semibold">{title}</RadixDialog.Title>
            <RadixDialog.Close aria-label="Close" className="rounded p-1 text-muted hover:text-ink">
              <X size={16} />
            </RadixDialog.Close>
          </div>
          {description && (
            <RadixDialog.Description className="mt-1 text-[13px] text-muted">{description}</RadixDialog.Description>
          )}
          {children}
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  );
}

/** What went wrong, in words. */
export const saidOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** Why something was not done; nothing where there is no reason. */
export function Refusal({ children }: { children: string | undefined }) {
  if (!children) return null;
  return (
    <p role="alert" className="mt-3 rounded-md border border-danger/40 bg-danger-soft px-3 py-2 text-[13px] break-words">
      {children}
    </p>
  );
}

interface ConfirmProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description: ReactNode;
  action: string;
  onConfirm: () => Promise<unknown> | unknown;
}

/** Asks before something that cannot be taken back. What goes wrong is said, and can be tried again. */
export function Confirm({ open, onOpenChange, title, description, action, onConfirm }: ConfirmProps) {
  const [busy, setBusy] = useState(false);
  const [told, setTold] = useState("");
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        setTold("");
        onOpenChange(next);
      }}
      title={title}
      description={description}
    >
      <Refusal>{told}</Refusal>
      <div className="mt-5 flex justify-end gap-2">
        <Button onClick={() => onOpenChange(false)}>Back</Button>
        <Button
          look="danger"
          disabled={busy}
          onClick={async () => {
            setBusy(true);
            setTold("");
            try {
              await onConfirm();
              onOpenChange(false);
            } catch (error) {
              setTold(saidOf(error));
            } finally {
              setBusy(false);
            }
          }}
        >
          {action}
        </Button>
      </div>
    </Dialog>
  );
}

const SURFACE = "z-50 rounded-lg border bg-raised p-1 shadow-lg";

export function Popover({
  trigger,
  children,
  align = "start",
}: {
  trigger: ReactNode;
  children: ReactNode;
  align?: "start" | "end";
}) {
  return (
    <RadixPopover.Root>
      <RadixPopover.Trigger asChild>{trigger}</RadixPopover.Trigger>
      <RadixPopover.Portal>
        <RadixPopover.Content align={align} sideOffset={4} collisionPadding={8} className={SURFACE}>
          {children}
        </RadixPopover.Content>
      </RadixPopover.Portal>
    </RadixPopover.Root>
  );
}

export interface Choice {
  label: string;
  icon?: ReactNode;
  danger?: boolean;
  disabled?: boolean;
  onSelect: () => void;
}

export function Menu({ trigger, choices }: { trigger: ReactNode; choices: Choice[] }) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align="end" sideOffset={4} collisionPadding={8} className={`${SURFACE} min-w-44`}>
          {choices.map((choice) => (
            <DropdownMenu.Item
              key={choice.label}
              disabled={choice.disabled ?? false}
              onSelect={choice.onSelect}
              className={`flex cursor-pointer items-center gap-2 rounded-md px-2 py-1.5 text-[13px] outline-none data-disabled:cursor-not-allowed data-disabled:opacity-40 data-highlighted:bg-accent-soft ${choice.danger ? "text-danger" : ""}`}
            >
              {choice.icon}
              {choice.label}
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

export interface Option {
  value: string;
  label: string;
  hint?: string;
}

interface PickerProps {
  label: string;
  options: readonly Option[] | undefined;
  chosen: readonly string[];
  onToggle: (value: string, on: boolean) => void;
  /** Lets a value be chosen that is not among the options. */
  free?: boolean;
  icon?: ReactNode;
}

const ITEM =
  "flex cursor-pointer items-center gap-2 rounded-md px-2 py-1.5 text-[13px] outline-none data-[selected=true]:bg-accent-soft";

/** Chooses some of many, with a search. */
export function Picker({ label, options, chosen, onToggle, free, icon }: PickerProps) {
  const [typed, setTyped] = useState("");
  const shown = chosen.map((value) => options?.find((option) => option.value === value)?.label ?? value);
  return (
    <Popover
      trigger={
        <button
          type="button"
          className={buttonLook(chosen.length ? "plain" : "ghost", true)}
          aria-label={chosen.length ? `${label}: ${shown.join(", ")}` : label}
        >
          {icon}
          <span className={chosen.length ? "text-muted" : ""}>{label}</span>
          {chosen.length > 0 && (
            <span className="max-w-40 truncate">{chosen.length > 1 ? `${shown[0]} +${chosen.length - 1}` : shown[0]}</span>
          )}
          <ChevronDown size={12} aria-hidden className="opacity-60" />
        </button>
      }
    >
      <Command label={label} className="w-64">
        <Command.Input
          value={typed}
          onValueChange={setTyped}
          placeholder={`Find ${label.toLowerCase()}…`}
          className="w-full border-b bg-transparent px-2 py-1.5 text-[13px] outline-none placeholder:text-muted"
        />
        <Command.List className="max-h-72 overflow-auto pt-1">
          <Command.Empty className="px-2 py-3 text-[13px] text-muted">
            {options ? "Nothing of this name" : "Loading…"}
          </Command.Empty>
          {options?.map((option) => {
            const on = chosen.includes(option.value);
            return (
              <Command.Item
                key={option.value}
                value={`${option.label} ${option.hint ?? ""} ${option.value}`}
                onSelect={() => onToggle(option.value, !on)}
                className={ITEM}
              >
                <Check size={13} className={on ? "" : "invisible"} aria-hidden />
                <span className="min-w-0 flex-1 truncate">{option.label}</span>
                {option.hint && <span className="truncate text-2xs text-muted">{option.hint}</span>}
              </Command.Item>
            );
          })}
          {free && typed && !options?.some((option) => option.value === typed) && (
            <Command.Item value={typed} onSelect={() => onToggle(typed, true)} className={ITEM}>
              <Check size={13} className="invisible" aria-hidden /> Use “{typed}”
            </Command.Item>
          )}
        </Command.List>
      </Command>
    </Popover>
  );
}
