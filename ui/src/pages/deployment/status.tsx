import type { Deployment } from "@/api/client";
import { Dot } from "@/components/basics";

/** Whether somebody would run it. */
export function DeploymentStatus({ deployment }: { deployment: Deployment }) {
  const [kind, words] = deployment.paused
    ? (["paused", "paused"] as const)
    : deployment.status === "READY"
      ? (["completed", "ready"] as const)
      : (["late", "not ready"] as const);
  return (
    <span
      className="inline-flex items-center gap-1.5 text-xs whitespace-nowrap"
      title={words === "not ready" ? "No worker has asked for its runs of late" : undefined}
    >
      <Dot kind={kind} /> {words}
    </span>
  );
}
