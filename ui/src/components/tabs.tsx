import { clsx } from "clsx";
import { Tabs } from "radix-ui";

interface Props {
  label: string;
  tabs: readonly { value: string; label: string }[];
  value: string;
  onChange: (value: string) => void;
}

/** Views of one thing. The view stands in the address, so a link leads back to it. */
export function TabBar({ label, tabs, value, onChange }: Props) {
  return (
    <Tabs.Root value={value} onValueChange={onChange} activationMode="manual">
      <Tabs.List aria-label={label} className="flex gap-1 overflow-x-auto border-b">
        {tabs.map((tab) => (
          <Tabs.Trigger
            key={tab.value}
            value={tab.value}
            aria-controls={undefined}
            className={clsx(
              "-mb-px border-b-2 px-2.5 py-1.5 text-[13px] whitespace-nowrap",
              tab.value === value ? "border-accent font-medium text-ink" : "border-transparent text-muted hover:text-ink",
            )}
          >
            {tab.label}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
    </Tabs.Root>
  );
}
