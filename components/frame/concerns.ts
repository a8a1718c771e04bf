import {
  Activity,
  BellRing,
  ChartLine,
  CircleDollarSign,
  Cpu,
  Database,
  Funnel,
  Gauge,
  HeartPulse,
  Layers,
  LayoutDashboard,
  ListTree,
  type LucideIcon,
  Mails,
  Scaling,
  ScrollText,
  ToggleLeft,
} from "lucide-react";

/** One page of the rail. `key` is pressed after `g`. */
export type Concern = {
  id: string;
  label: string;
  href: string;
  icon: LucideIcon;
  key: string;
  group: string | null;
  /** Shows all services at first, so a link to it drops the bar's service. */
  allServices?: true;
  /** Stands at the foot of the rail with what it says of itself, and not in the bottom bar. */
  foot?: true;
};

/** Headroom's own condition. */
export const SELF: Concern = {
  id: "headroom",
  label: "Headroom itself",
  href: "/headroom",
  icon: HeartPulse,
  key: "h",
  group: null,
  allServices: true,
  foot: true,
};

/** What exists, in the rail's order. A new concern is one line here. */
export const CONCERNS: readonly Concern[] = [
  {
    id: "overview",
    label: "Overview",
    href: "/",
    icon: Gauge,
    key: "o",
    group: null,
    allServices: true,
  },
  {
    id: "alerts",
    label: "Alerts",
    href: "/alerts",
    icon: BellRing,
    key: "a",
    group: null,
  },
  { id: "boards", label: "Boards", href: "/boards", icon: LayoutDashboard, key: "b", group: null },
  {
    id: "requests",
    label: "Requests",
    href: "/requests",
    icon: Activity,
    key: "r",
    group: "Traffic",
  },
  {
    id: "metrics",
    label: "Metrics",
    href: "/metrics",
    icon: ChartLine,
    key: "m",
    group: "Traffic",
  },
  { id: "traces", label: "Traces", href: "/traces", icon: ListTree, key: "t", group: "Traffic" },
  { id: "logs", label: "Logs", href: "/logs", icon: ScrollText, key: "l", group: "Traffic" },
  {
    id: "caches",
    label: "Caches",
    href: "/caches",
    icon: Layers,
    key: "c",
    group: "Protection",
  },
  {
    id: "breakers",
    label: "Breakers",
    href: "/breakers",
    icon: ToggleLeft,
    key: "k",
    group: "Protection",
  },
  {
    id: "limits",
    label: "Limits",
    href: "/limits",
    icon: Funnel,
    key: "i",
    group: "Protection",
  },
  {
    id: "databases",
    label: "Databases",
    href: "/databases",
    icon: Database,
    key: "d",
    group: "Capacity",
  },
  { id: "events", label: "Events", href: "/events", icon: Mails, key: "e", group: "Capacity" },
  {
    id: "resources",
    label: "Resources",
    href: "/resources",
    icon: Cpu,
    key: "u",
    group: "Capacity",
  },
  {
    id: "scaling",
    label: "Scaling",
    href: "/scaling",
    icon: Scaling,
    key: "s",
    group: "Capacity",
  },
  {
    id: "costs",
    label: "Costs",
    href: "/costs",
    icon: CircleDollarSign,
    key: "p",
    group: "Decide",
  },
  SELF,
];

/** The concern whose page a path belongs to; the overview for a path of none. */
export function concernOf(pathname: string): Concern | undefined {
  return (
    CONCERNS.find((concern) => concern.href !== "/" && pathname.startsWith(concern.href)) ??
    CONCERNS[0]
  );
}
