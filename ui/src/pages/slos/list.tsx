import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Plus, Target } from "lucide-react";
import { useState } from "react";
import { type Slo, sloRefusalsQuery, slosQuery } from "@/api/slos";
import { Ago, buttonLook, Empty, Page, Panel } from "@/components/basics";
import { Budget, SloStateBadge } from "@/components/budget";
import { Choice } from "@/components/choice";
import { Listing, Search } from "@/components/listing";
import { matches } from "@/components/rows";
import { percent, plural } from "@/lib/number";
import { byUrgency, length, promise, selected } from "@/lib/slo";
import { useParam } from "@/lib/use-filters";

const SOURCES = { api: "", tag: "by a tag", sla: "by an agreement" };

/** How fast the budget burns of late: over a tenth of the window, which a few bad runs do not move too much. */
const recent = ({ status }: Slo) => status.burn_rates.at(-2);

function Burn({ rate: of }: { rate: ReturnType<typeof recent> }) {
  if (!of || of.rate === null) return <span className="text-muted">–</span>;
  return (
    <span className={of.rate > 1 ? "text-late" : ""}>
      {of.rate.toFixed(1)}× <span className="text-xs text-muted">of {length(of.window_seconds)}</span>
    </span>
  );
}

/** Tags that look like objectives and are none, with the reason. */
function Refused() {
  const refused = useQuery(sloRefusalsQuery).data ?? [];
  if (!refused.length) return null;
  return (
    <Panel title="Tags that are no objectives">
      <ul className="flex flex-col gap-1 text-[13px]">
        {refused.map((one) => (
          <li key={`${one.deployment_id} ${one.tag}`}>
            <code className="font-mono text-xs">{one.tag}</code> of{" "}
            <Link
              to="/deployments/$deploymentId"
              params={{ deploymentId: one.deployment_id } as never}
              className="text-accent underline"
            >
              {one.flow_name}/{one.deployment_name}
            </Link>
            : <span className="text-late">{one.reason}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

export default function Slos() {
  const query = useQuery(slosQuery);
  const [state, setState] = useParam("state_of");
  const [typed, setTyped] = useState("");
  const add = (
    <Link to="/slos/new" className={buttonLook("primary", true)}>
      <Plus size={13} aria-hidden /> New objective
    </Link>
  );
  const wanted = (slo: Slo) =>
    (!state || slo.status.state === state) && matches(typed, slo.spec.name, slo.spec.kind, selected(slo.spec.select));
  return (
    <Page
      title="Service level objectives"
      aside={
        <>
          <Choice
            label="Show"
            value={state ?? ""}
            options={[
              { value: "", label: "all" },
              { value: "breached", label: "breached" },
              { value: "met", label: "met" },
              { value: "unknown", label: "not counted yet" },
            ]}
            onChange={(next) => setState(next || undefined)}
          />
          <Search label="Search objectives" placeholder="Name, kind or flow" value={typed} onChange={setTyped} />
          {add}
        </>
      }
    >
      <Listing
        query={query}
        what="The objectives"
        room="h-64"
        label="Objectives"
        wanted={wanted}
        order={byUrgency}
        keyOf={(one) => one.id}
        columns={[
          {
            title: "State",
            look: "w-36",
            cell: (one) => (
              <>
                <SloStateBadge slo={one} />
                {one.status.since && (
                  <span className="block pt-0.5 pl-2 text-2xs text-muted">
                    since <Ago at={one.status.since} />
                  </span>
                )}
              </>
            ),
          },
          {
            title: "Objective",
            cell: (one) => (
              <>
                <Link to="/slos/$sloId" params={{ sloId: one.id } as never} className="font-medium hover:underline">
                  {one.spec.name}
                </Link>
                <span className="block text-xs text-muted">{promise(one.spec)}</span>
              </>
            ),
          },
          {
            title: "Of",
            look: "hidden md:table-cell",
            cell: (one) => (
              <span className="text-xs">
                {selected(one.spec.select)}
                {one.source !== "api" && <span className="block text-muted">{SOURCES[one.source]}</span>}
              </span>
            ),
          },
          { title: "Good", look: "text-right", cell: (one) => percent(one.status.good_share) },
          { title: "Error budget", look: "hidden sm:table-cell w-56", cell: (one) => <Budget slo={one} /> },
          {
            title: "Burns",
            look: "hidden lg:table-cell text-right whitespace-nowrap",
            cell: (one) => <Burn rate={recent(one)} />,
          },
        ]}
        empty={
          <Empty title="Nothing is promised yet" icon={<Target size={22} />}>
            <p className="pb-3">
              An objective says what share of runs succeeds, how long they may take, or how old the last success may be. Weir
              tells what is left of the error budget, and alerts when it burns.
            </p>
            {add}
          </Empty>
        }
      />
      {query.data && query.data.length > 0 && (
        <p className="text-xs text-muted">
          {plural(query.data.filter(wanted).length, "objective")} shown, the most urgent first.
        </p>
      )}
      <Refused />
    </Page>
  );
}
