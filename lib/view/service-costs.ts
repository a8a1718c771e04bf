import type { CostOfServiceResponse } from "@/lib/contract/cost-of-service.ts";
import { changeText } from "./change.ts";
import { daysLabel } from "./cost-days.ts";
import type { CostChart } from "./costs.ts";
import type { Figure } from "./figure.ts";
import { formatCount, formatRatio } from "./format.ts";
import { formatMoney } from "./money.ts";
import { distinctColours } from "./series-colour.ts";

type Costs = NonNullable<CostOfServiceResponse["costs"]>;
type Attribution = Costs["attributions"][number];

/** What the panel of a service's costs draws. */
export type ServiceCosts = {
  /** "30 Oct–28 Nov". */
  days: string;
  figures: Figure[];
  chart: CostChart;
  /** What else is known of each day: its requests and what 1,000 of them cost. */
  notes: string[][];
  attributions: { id: string; why: string; lines: string; amount: string; exact: string }[];
};

/** Named lines; the others are counted. */
const MOST_LINES = 3;

/** Figures, days and reasons of one service's costs. */
export function toServiceCosts(costs: Costs, currency: string, service: string): ServiceCosts {
  const money = (amount: string | null) => formatMoney(amount, currency);
  const start = costs.days.map(({ day }) => day);
  const label = service;
  return {
    days: daysLabel(costs.from, costs.through),
    figures: figuresOf(costs, currency),
    chart: {
      starts: start,
      estimated: start.map(() => false),
      series: [
        {
          ...{ id: label, label, total: costs.total, change: null },
          colour: distinctColours([label]).get(label) ?? "var(--s1)",
          values: costs.days.map(({ amount }) => (amount === null ? null : Number(amount))),
        },
      ],
    },
    notes: costs.days.map(({ requestCount, perThousandRequests }) =>
      requestCount > 0
        ? [
            `${formatCount(Math.round(requestCount))} requests`,
            `${money(perThousandRequests)} per 1,000 requests`,
          ]
        : ["no requests known"],
    ),
    attributions: costs.attributions.map((one) => ({
      id: JSON.stringify([one.by, one.dimension, one.value, one.sharedBy]),
      why: whyText(one),
      lines: linesText(one),
      amount: money(one.amount),
      exact: `${one.amount} ${currency}`,
    })),
  };
}

function figuresOf(costs: Costs, currency: string): Figure[] {
  const { total, previous, days, perThousandRequests, perUser, users, requestCount, billRatio } =
    costs;
  const plain = (amount: string | null) => ({ value: formatMoney(amount, currency), unit: "" });
  const against = previous ? `vs ${days.length}\u00a0d before` : null;
  const change = (now: string | null, before: string | null): Figure["change"] => {
    const text = changeText({ now: numberOf(now), before: numberOf(before) });
    return text === null ? null : { text, tone: "calm" };
  };
  const ofTotal = change(total, previous?.total ?? null);
  const ofUnit = change(perThousandRequests, previous?.perThousandRequests ?? null);
  return [
    {
      ...{ id: "total", label: `Cost, ${days.length} days`, status: "ok", value: plain(total) },
      ...{ change: ofTotal, note: (ofTotal && against) ?? "nothing to compare with" },
      spark: { values: days.map(({ amount }) => numberOf(amount)) },
    },
    {
      ...{ id: "unit", label: "Per 1,000 requests", status: "ok" },
      ...{ value: plain(perThousandRequests), change: ofUnit },
      note: (ofUnit && against) ?? `${formatCount(Math.round(requestCount))} requests`,
      spark: { values: days.map((one) => numberOf(one.perThousandRequests)) },
    },
    {
      ...{ id: "user", label: "Per user", status: "ok", value: plain(perUser), change: null },
      note: users === null ? "no request names a user" : `${formatCount(users)} users`,
    },
    {
      ...{ id: "share", label: "Of the bill", status: "ok", change: null },
      ...{ value: formatRatio(billRatio), note: "of the same days" },
    },
  ];
}

const numberOf = (amount: string | null): number | null =>
  amount === null ? null : Number(amount);

/** "tag service is orders", "rule: region is eu, shared by CPU". */
function whyText({ by, dimension, value, sharedBy }: Attribution): string {
  const name = dimension.startsWith("tag:") ? `tag ${dimension.slice(4)}` : dimension;
  const shared = { requests: ", shared by requests", cpu: ", shared by CPU" } as const;
  const prefix = by === "rule" ? "rule: " : "";
  return `${prefix}${name} is ${value || "empty"}${sharedBy ? shared[sharedBy] : ""}`;
}

function linesText({ lines }: Attribution): string {
  const names = lines.map(({ service }) => service || "no service named");
  const rest = names.length - MOST_LINES;
  return [...names.slice(0, MOST_LINES), ...(rest > 0 ? [`${rest} more`] : [])].join(", ");
}

/** What to say where nothing is known, and what would change that. */
export function unknownCosts(
  { currency, unmapped }: CostOfServiceResponse,
  service: string,
): string {
  if (currency === null) return "Not known: no bill tells of the last 30 days.";
  const rest =
    unmapped === null || Number(unmapped) === 0
      ? "every line is another's."
      : `${formatMoney(unmapped, currency)} of the bill is given to no service.`;
  return `Not known: no tag, namespace or rule gives ${service} a line of the bill; ${rest}`;
}
