import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useEffect, useState } from "react";
import { type Filters, filterSpan, readFilters } from "./filters";
import { SECOND, type Span } from "./time";

/** The filters of the address, and how they are changed. */
export function useFilters(): [Filters, (change: Partial<Filters>) => void] {
  const search = useSearch({ strict: false }) as Record<string, unknown>;
  const navigate = useNavigate();
  const change = useCallback(
    (next: Partial<Filters>) => {
      void navigate({ to: ".", search: ((before: Record<string, unknown>) => ({ ...before, ...next })) as never, replace: true });
    },
    [navigate],
  );
  return [readFilters(search), change];
}

/** The span of the filters; a range that ends now moves on every so often. */
export function useSpan(filters: Filters, every = 30 * SECOND): Span {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), every);
    return () => clearInterval(timer);
  }, [every]);
  return filterSpan(filters, now);
}

/** The filters of the address for a span that was chosen in a chart. */
export const spanFilter = (span: Span): Partial<Filters> => ({
  from: new Date(span.since).toISOString(),
  to: new Date(span.until).toISOString(),
  range: undefined,
});

/** One parameter of the address that belongs to a page alone. */
export function useParam(name: string): [string | undefined, (value: string | undefined) => void] {
  const search = useSearch({ strict: false }) as Record<string, unknown>;
  const navigate = useNavigate();
  const value = search[name];
  const set = useCallback(
    (next: string | undefined) => {
      void navigate({
        to: ".",
        search: ((before: Record<string, unknown>) => ({ ...before, [name]: next })) as never,
        replace: true,
      });
    },
    [navigate, name],
  );
  return [typeof value === "string" ? value : undefined, set];
}

/** A parameter of the address that belongs to a page alone and may come several times. */
export function useListParam(name: string): [string[], (values: string[]) => void] {
  const search = useSearch({ strict: false }) as Record<string, unknown>;
  const navigate = useNavigate();
  const value = search[name];
  const set = useCallback(
    (next: string[]) => {
      void navigate({
        to: ".",
        search: ((before: Record<string, unknown>) => ({ ...before, [name]: next.length ? next : undefined })) as never,
        replace: true,
      });
    },
    [navigate, name],
  );
  const all = Array.isArray(value) ? value : [value];
  return [all.filter((one): one is string => typeof one === "string"), set];
}
