import { Link } from "@tanstack/react-router";
import { Empty, Page } from "./basics";

export function NotFound() {
  return (
    <Page title="There is no such page">
      <Empty title="Nothing lies at this address">
        The link may be old, or what it leads to was deleted.{" "}
        <Link to="/" className="text-accent underline">
          Back to the overview
        </Link>
      </Empty>
    </Page>
  );
}
