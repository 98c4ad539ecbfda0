import { Link } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";

/** Where a page lies: the list that it is of, and what else leads to it. */
export function Trail({ to, label, children }: { to: string; label: string; children?: ReactNode }) {
  return (
    <nav aria-label="Where this is" className="flex flex-wrap items-center gap-1 text-xs text-muted">
      <Link to={to} className="hover:text-ink">
        {label}
      </Link>
      <ChevronRight size={12} aria-hidden />
      {children}
    </nav>
  );
}
