import { useSyncExternalStore } from "react";
import type { Zone } from "./time";

/** What a person prefers, kept in this browser. */
class Preference<T extends string> {
  #listeners = new Set<() => void>();
  constructor(
    readonly key: string,
    readonly values: readonly T[],
    readonly fallback: () => T,
    readonly onChange?: (value: T) => void,
  ) {}

  get = (): T => {
    const kept = localStorage.getItem(this.key) as T | null;
    return kept && this.values.includes(kept) ? kept : this.fallback();
  };

  set(value: T) {
    localStorage.setItem(this.key, value);
    this.onChange?.(value);
    for (const listener of this.#listeners) listener();
  }

  listen = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}

export const zonePreference = new Preference<Zone>("weir.zone", ["local", "utc"], () => "local");
export const themePreference = new Preference<"dark" | "light">(
  "weir.theme",
  ["dark", "light"],
  () => (document.documentElement.dataset.theme === "dark" ? "dark" : "light"),
  (value) => {
    document.documentElement.dataset.theme = value;
  },
);

export const useZone = () => useSyncExternalStore(zonePreference.listen, zonePreference.get);
export const useTheme = () => useSyncExternalStore(themePreference.listen, themePreference.get);
