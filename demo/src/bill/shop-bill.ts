import { seededRandom } from "../random.ts";

const DAY_MS = 86_400_000;
/** As far as the bill goes back: weekdays can be learnt from it, and whole months compared. */
const DAYS = 125;
/** Days before the newest on which orders began to fetch its pictures through the NAT gateway, and never stopped. */
const NAT_SINCE = 9;
/** Days before the newest on which one crawler fetched everything. */
const CRAWLER_DAY = 17;

const HEADING =
  "ProviderName,BillingAccountId,SubAccountId,SubAccountName,BillingPeriodStart,ChargePeriodStart,ChargePeriodEnd,ChargeCategory,BillingCurrency,BilledCost,EffectiveCost,ListCost,ServiceName,ServiceCategory,RegionId,Tags";

type Item = {
  name: string;
  category: string;
  /** Of a usual weekday, in dollars. */
  perDay: number;
  /** Which service of the shop it is for; absent: shared by all. */
  service?: string;
  /** The part that follows the traffic of the day; the rest is there whatever happens. */
  elastic: number;
  region?: string;
};

/** Instance hours by the shop's own instances, what they share, and what its traffic moves. */
const ITEMS: readonly Item[] = [
  ...(
    [
      ["gateway", 3],
      ["orders", 2],
      ["users", 1],
      ["payments", 1],
      ["email", 1],
    ] as const
  ).map(([service, instances]) => ({
    ...{ name: "Compute instances", category: "Compute", service },
    ...{ perDay: instances * 24 * 0.0832, elastic: 0.15 },
  })),
  { name: "Managed PostgreSQL", category: "Databases", perDay: 13.92, elastic: 0.05 },
  { name: "Managed Redis", category: "Databases", perDay: 3.264, elastic: 0 },
  { name: "Load balancer", category: "Networking", service: "gateway", perDay: 1.35, elastic: 0.4 },
  { name: "Data transfer out", category: "Networking", perDay: 4.62, elastic: 0.95 },
  { name: "NAT gateway", category: "Networking", service: "orders", perDay: 1.08, elastic: 0.3 },
  { name: "Object storage", category: "Storage", perDay: 1.91, elastic: 0.1, region: "eu-west-1" },
  {
    name: "Telemetry collector",
    category: "Compute",
    service: "collector",
    perDay: 0.9984,
    elastic: 0,
  },
];

const isoDay = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const monthOf = (day: string): string => `${day.slice(0, 7)}-01`;

type Line = { day: string; item: Item; amount: string; charge?: string };

function toRow({ day, item, amount, charge = "Usage" }: Line): string {
  const next = isoDay(Date.parse(day) + DAY_MS);
  const tags = { environment: "demo", ...(item.service && { service: item.service }) };
  return [
    ...["Headroom demo", "demo-billing", "demo-shop", "Demo shop"],
    ...[monthOf(day), day, next, charge, "USD", amount, amount, amount],
    ...[item.name, item.category, item.region ?? "eu-central-1"],
    `"${JSON.stringify(tags).replaceAll('"', '""')}"`,
  ].join(",");
}

/** Weekends have three quarters of a weekday's traffic. */
const trafficOf = (day: string): number =>
  [0, 6].includes(new Date(Date.parse(day)).getUTCDay()) ? 0.75 : 1;

function amountOf(item: Item, day: string, ago: number): string {
  const random = seededRandom(Date.parse(day) / DAY_MS + item.name.length * 7_919);
  const wobble = 1 + (random() - 0.5) * 0.06;
  const traffic = 1 - item.elastic + item.elastic * trafficOf(day) * wobble;
  const nat = item.name === "NAT gateway" && ago <= NAT_SINCE ? 5.5 : 0;
  const crawler = item.name === "Data transfer out" && ago === CRAWLER_DAY ? 11.4 : 0;
  return (item.perDay * traffic + nat * trafficOf(day) + crawler).toFixed(10);
}

/** What comes once a month. */
function monthlyLines(day: string): Line[] {
  if (!day.endsWith("-01")) return [];
  const once = (name: string, category: string): Item => ({
    name,
    category,
    perDay: 0,
    elastic: 0,
  });
  return [
    { day, item: once("Support plan", "Other"), amount: "29.0000000000", charge: "Purchase" },
    { day, item: once("Tax", "Other"), amount: "38.4100000000", charge: "Tax" },
    { day, item: once("Start-up credit", "Other"), amount: "-25.0000000000", charge: "Credit" },
  ];
}

/**
 * A bill of the shop through yesterday (UTC) as a FOCUS file: the prices are made up, the provider is called
 * "Headroom demo", and the same day always costs the same.
 */
export function shopBill(nowMs: number): string {
  const today = Math.floor(nowMs / DAY_MS) * DAY_MS;
  const rows = Array.from({ length: DAYS }, (_, index) => DAYS - index).flatMap((ago) => {
    const day = isoDay(today - ago * DAY_MS);
    const daily = ITEMS.map((item) => ({ day, item, amount: amountOf(item, day, ago) }));
    return [...daily, ...monthlyLines(day)].map(toRow);
  });
  return [HEADING, ...rows].join("\n");
}
