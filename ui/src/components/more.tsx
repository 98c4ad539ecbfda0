import { Button } from "./basics";

interface Props {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => unknown;
}

/** A way to the next page of what was read page by page, where there is one. */
export function More({ pages }: { pages: Props }) {
  if (!pages.hasNextPage) return null;
  return (
    <div className="border-t p-2 text-center">
      <Button small disabled={pages.isFetchingNextPage} onClick={() => pages.fetchNextPage()}>
        More
      </Button>
    </div>
  );
}
