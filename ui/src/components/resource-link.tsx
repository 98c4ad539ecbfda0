import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { partsOf } from "@/lib/resources";

interface Props {
  id: string;
  children: ReactNode;
  className?: string;
}

/** A resource of an event leads to the page of its run, flow, deployment or automation, or else to all that events say of it. */
export function ResourceLink({ id, children, className = "text-accent hover:underline" }: Props) {
  const parts = partsOf(id);
  const look = { className, title: id };
  switch (parts?.kind) {
    case "flow-run":
      return (
        <Link to="/runs/$runId" params={{ runId: parts.rest } as never} {...look}>
          {children}
        </Link>
      );
    case "flow":
      return (
        <Link to="/flows/$flowId" params={{ flowId: parts.rest } as never} {...look}>
          {children}
        </Link>
      );
    case "deployment":
      return (
        <Link to="/deployments/$deploymentId" params={{ deploymentId: parts.rest } as never} {...look}>
          {children}
        </Link>
      );
    case "automation":
      return (
        <Link to="/automations/$automationId" params={{ automationId: parts.rest } as never} {...look}>
          {children}
        </Link>
      );
    default:
      return (
        <Link to="/resources/$resourceId" params={{ resourceId: id } as never} {...look}>
          {children}
        </Link>
      );
  }
}
