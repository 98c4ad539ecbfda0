import { Link } from "@tanstack/react-router";

/** The run that left something, where it is known. */
export function TheRun({ id }: { id: string | null | undefined }) {
  if (!id) return <span className="text-muted">none</span>;
  return (
    <Link to="/runs/$runId" params={{ runId: id } as never} className="text-accent hover:underline">
      the run
    </Link>
  );
}
