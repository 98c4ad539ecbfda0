import { Page } from "@/components/basics";
import { TabBar } from "@/components/tabs";
import { useParam } from "@/lib/use-filters";
import { About } from "./about";
import { Audit } from "./audit";
import { Keys } from "./keys";
import { Storage } from "./storage";

const TABS = [
  { value: "server", label: "Server" },
  { value: "access", label: "API keys" },
  { value: "audit", label: "Audit log" },
  { value: "storage", label: "Storage" },
];

export default function Settings() {
  const [tab = "server", setTab] = useParam("tab");
  return (
    <Page title="Settings">
      <TabBar label="Settings" tabs={TABS} value={tab} onChange={(next) => setTab(next === "server" ? undefined : next)} />
      {tab === "access" ? <Keys /> : tab === "audit" ? <Audit /> : tab === "storage" ? <Storage /> : <About />}
    </Page>
  );
}
