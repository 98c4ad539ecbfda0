import {
  Blocks,
  Box,
  ChartLine,
  FileText,
  Gauge,
  Lightbulb,
  type LucideIcon,
  PlayCircle,
  Radio,
  Server,
  Settings,
  ShieldAlert,
  SlidersHorizontal,
  Target,
  Variable,
  Workflow,
  Zap,
} from "lucide-react";

export interface Place {
  to: string;
  label: string;
  icon: LucideIcon;
  /** Pressed after `g`, it leads there. */
  key: string;
  words?: string;
}

/** The pages that the navigation lists, in groups. */
export const PLACES: { group: string; places: Place[] }[] = [
  {
    group: "Observe",
    places: [
      { to: "/", label: "Overview", icon: Gauge, key: "o", words: "dashboard home" },
      { to: "/runs", label: "Runs", icon: PlayCircle, key: "r", words: "flow runs history" },
      { to: "/flows", label: "Flows", icon: Workflow, key: "f" },
      { to: "/deployments", label: "Deployments", icon: Box, key: "d", words: "schedules run now" },
      { to: "/insights", label: "Insights", icon: Lightbulb, key: "n", words: "trends slow bottlenecks retries success rate" },
    ],
  },
  {
    group: "Watch",
    places: [
      { to: "/slos", label: "Objectives", icon: Target, key: "l", words: "slo service levels error budget burn" },
      { to: "/automations", label: "Automations", icon: Zap, key: "a", words: "alerts notifications" },
      { to: "/incidents", label: "Incidents", icon: ShieldAlert, key: "i" },
      { to: "/events", label: "Events", icon: Radio, key: "e", words: "stream live" },
      { to: "/metrics-explorer", label: "Metrics", icon: ChartLine, key: "m", words: "custom numbers series" },
    ],
  },
  {
    group: "Configure",
    places: [
      { to: "/work-pools", label: "Work pools", icon: Server, key: "w", words: "workers queues" },
      { to: "/concurrency", label: "Concurrency", icon: SlidersHorizontal, key: "c", words: "limits slots" },
      { to: "/blocks", label: "Blocks", icon: Blocks, key: "b", words: "credentials" },
      { to: "/variables", label: "Variables", icon: Variable, key: "v" },
      { to: "/artifacts", label: "Artifacts", icon: FileText, key: "t", words: "reports tables" },
      { to: "/settings", label: "Settings", icon: Settings, key: "s", words: "access audit keys version" },
    ],
  },
];

export const ALL_PLACES = PLACES.flatMap(({ places }) => places);
