import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { TrendGroup } from "@/api/insights";
import { Ago, Loaded, Panel } from "@/components/basics";
import { TrendWords, trendsQuery } from "@/components/duration-trend";
import { changeWords, groupKey, slowest } from "@/lib/insights";
import type { Span } from "@/lib/time";
import { useAsked } from "@/lib/use-asked";

const SHOWN = 5;

/** What is told of how a flow got slower: its trend, or where there is none its last change. */
function Growth({ of }: { of: TrendGroup }) {
  const last = of.changes.at(-1);
  if (of.trend?.direction === "slower") return <TrendWords of={of} />;
  return last ? (
    <span className="text-late">
      {changeWords(last)} <span className="text-muted">since</span> <Ago at={last.at} className="text-muted" />
    </span>
  ) : null;
}

/** Flows whose runs take longer and longer, the fastest-growing first. */
export function Slower({ span }: { span: Span }) {
  const query = useQuery(trendsQuery(useAsked("state"), span, "flow"));
  return (
    <Panel
      title="Getting slower"
      aside={
        <Link to="/insights" search={((before: object) => ({ ...before, tab: "trends" })) as never} className="hover:text-ink">
          of 90 days
        </Link>
      }
      flush
    >
      <Loaded query={query} what="The trends" room="h-24">
        {({ groups }) => {
          const found = slowest(groups).slice(0, SHOWN);
          return found.length ? (
            <ul className="pb-2">
              {found.map((one) => (
                <li key={groupKey(one.group)} className="border-t first:border-t-0">
                  <Link
                    to="/flows/$flowId"
                    params={{ flowId: one.group.flow?.id } as never}
                    search={{ range: "90d" } as never}
                    className="flex flex-wrap items-center justify-between gap-x-3 px-4 py-1.5 text-[13px] hover:bg-sunken"
                  >
                    <span className="min-w-0 truncate">{one.group.flow?.name}</span>
                    <span className="text-xs">
                      <Growth of={one} />
                    </span>
                  </Link>
                </li>
              ))}
            </ul>
          ) : (
            <p className="px-4 pt-1 pb-4 text-[13px] text-muted">No flow gets slower.</p>
          );
        }}
      </Loaded>
    </Panel>
  );
}
