import { useInfiniteQuery } from "@tanstack/react-query";
import { keyed, nextPage } from "@/lib/paged";
import { PAGE } from "./queries";

interface Options {
  /** How many rows the API gives at once. */
  size?: number;
  /** How often what was read is asked for again, in milliseconds. */
  every?: number;
}

/**
 * The rows of a list, of which `More` reads the next page. `read` is given the rows that were read before: their number
 * is the offset of the page that follows.
 */
export const usePaged = <T>(
  queryKey: readonly unknown[],
  read: (seen: readonly unknown[], signal: AbortSignal) => Promise<T[]>,
  keyOf: (row: T) => string,
  { size = PAGE, every }: Options = {},
) =>
  useInfiniteQuery({
    queryKey: [...queryKey, "paged"],
    queryFn: ({ pageParam, signal }) => read(pageParam, signal),
    initialPageParam: [] as readonly T[],
    getNextPageParam: (_: T[], pages: T[][]) => nextPage(pages, size),
    select: ({ pages }) => keyed(pages.flat(), keyOf),
    ...(every ? { refetchInterval: every } : {}),
  });
