import { clsx } from "clsx";
import { Tabs } from "radix-ui";
import { useEffect, useRef } from "react";

interface Props {
  label: string;
  tabs: readonly { value: string; label: string }[];
  value: string;
  onChange: (value: string) => void;
}

/** Views of one thing. The view stands in the address, so a link leads back to it. */
export function TabBar({ label, tabs, value, onChange }: Props) {
  const list = useRef<HTMLDivElement>(null);
  // The view that a link leads to may stand beyond the edge of a small screen.
  useEffect(() => {
    const [bar, tab] = [list.current, list.current?.querySelector<HTMLElement>(`[data-tab="${CSS.escape(value)}"]`)];
    if (!bar || !tab) return;
    const over = tab.offsetLeft + tab.offsetWidth - bar.offsetLeft - bar.clientWidth;
    if (over > 0) bar.scrollLeft = over + tab.offsetWidth / 2;
  }, [value]);
  return (
    <Tabs.Root value={value} onValueChange={onChange} activationMode="manual">
      <Tabs.List ref={list} aria-label={label} className="flex gap-1 overflow-x-auto border-b">
        {tabs.map((tab) => (
          <Tabs.Trigger
            key={tab.value}
            value={tab.value}
            data-tab={tab.value}
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
