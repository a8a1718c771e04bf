import type { ScalingFigures, ScalingGroup } from "@/lib/contract/scaling.ts";
import { changeText } from "./change.ts";
import type { Figure } from "./figure.ts";
import { formatCount, formatQuantity, formatRatio, joined } from "./format.ts";
import type { ScalingRow } from "./scaling-rows.ts";
import type { Condition, SentencePart } from "./sentence.ts";
import { formatDuration } from "./time-format.ts";

const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? "" : "s"}`;

const sumOf = (values: readonly (number | null)[]): number | null => {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
};

const ofKind = (rows: readonly ScalingRow[], kind: ScalingGroup["key"]["kind"]) =>
  rows.filter(({ group }) => group.key.kind === kind);

/** Instances in the newest bucket that is known. */
export const instancesNow = ({ points }: ScalingGroup): number | null =>
  points.findLast(({ instances }) => instances !== null && instances > 0)?.instances ?? null;

/** Who stands out or cannot grow, at most two of them, and how many more. */
export function scalingCondition(rows: readonly ScalingRow[]): Condition {
  const troubled = rows.filter(({ status }) => status === "critical" || status === "warning");
  const [worst] = troubled;
  if (!worst) return calmCondition(rows);
  const shown = troubled.slice(0, 2);
  const parts = shown.flatMap(({ name, trouble, status, culprit }, i): SentencePart[] => [
    { text: `${i > 0 ? "; " : ""}${name}`, tone: "name" },
    { text: `${culprit ? ":" : ""} ${trouble}`, tone: status === "critical" ? "critical" : "fact" },
  ]);
  const more = troubled.length - shown.length;
  const rest = more > 0 ? ` ${plural(more, "other")} in trouble.` : "";
  return { status: worst.status, parts: [...parts, { text: `.${rest}`, tone: "reason" }] };
}

function calmCondition(rows: readonly ScalingRow[]): Condition {
  if (rows.length === 0) {
    const parts = [{ text: "Nothing tells of instances in this range.", tone: "fact" }] as const;
    return { status: "unknown", parts };
  }
  const services = ofKind(rows, "service");
  const instances = sumOf(services.map(({ group }) => instancesNow(group)));
  const scalers = ofKind(rows, "autoscaler").length;
  const fact =
    instances === null
      ? "No service names its instances. "
      : `${plural(instances, "instance")} of ${plural(services.length, "service")}, none slow or uneven. `;
  const reason = scalers === 0 ? "No autoscaler is reported." : "No autoscaler was at its maximum.";
  return {
    status: instances === null ? "unknown" : "ok",
    parts: [
      { text: fact, tone: "fact" },
      { text: reason, tone: "reason" },
    ],
  };
}

/** Instances, requests per instance, who stands out, time at the maximum, restarts. */
export function scalingFigures(rows: readonly ScalingRow[], before: string): Figure[] {
  const services = ofKind(rows, "service");
  const scalers = ofKind(rows, "autoscaler");
  const instances = sumOf(services.map(({ group }) => instancesNow(group)));
  const standing = rows.filter(({ culprit }) => culprit !== null);
  const worst = standing.some(({ status }) => status === "critical") ? "critical" : "warning";
  const pinned = sumOf(scalers.map(({ group }) => group.totals.pinnedSeconds));
  const pinnedNow = scalers.some(({ lasts }) => lasts);
  const totals = (figure: keyof ScalingFigures) => ({
    now: sumOf(rows.map(({ group }) => group.totals[figure])),
    before: sumOf(rows.map(({ group }) => group.previous?.totals[figure] ?? null)),
  });
  const restarts = totals("restartIncrease");
  return [
    {
      id: "instances",
      label: "Instances",
      status: "ok",
      value: { value: formatCount(instances), unit: "" },
      aside: `of ${plural(services.length, "service")}`,
      change: null,
      spark: { values: addedUp(services) },
    },
    perInstance(services, before),
    {
      id: "standing-out",
      label: "Slow or uneven",
      status: standing.length === 0 ? "ok" : worst,
      value: { value: formatCount(standing.length), unit: "" },
      change: null,
      note: "against their weights",
    },
    {
      id: "pinned",
      label: "At the maximum",
      status: pinnedNow ? "critical" : (pinned ?? 0) > 0 ? "warning" : "ok",
      value: { value: pinned === null ? "–" : formatDuration(pinned * 1_000), unit: "" },
      aside: scalers.length === 0 ? "no autoscaler" : `of ${plural(scalers.length, "autoscaler")}`,
      change: null,
    },
    {
      id: "restarts",
      label: "Restarts",
      status: (restarts.now ?? 0) > 0 ? "warning" : "ok",
      value: { value: formatCount(restarts.now), unit: "" },
      change: null,
      note: restarts.now === null ? "not reported" : "of containers",
    },
  ];
}

function addedUp(rows: readonly ScalingRow[]): (number | null)[] {
  const length = rows[0]?.course.length ?? 0;
  return Array.from({ length }, (_, i) => sumOf(rows.map(({ course }) => course[i] ?? null)));
}

/** Over the services whose instances have names. */
function perInstance(services: readonly ScalingRow[], before: string): Figure {
  const mean = (figures: readonly ScalingFigures[]): number | null => {
    const named = figures.filter(({ instances }) => instances !== null && instances > 0);
    const served = sumOf(named.map(({ requestCount }) => requestCount));
    const instances = sumOf(named.map((one) => one.instances));
    return served === null || !instances ? null : served / instances;
  };
  const now = mean(services.map(({ group }) => group.totals));
  const was = mean(services.flatMap(({ group }) => group.previous?.totals ?? []));
  const text = changeText({ now, before: was });
  return {
    id: "per-instance",
    label: "Requests per instance",
    status: "ok",
    value: { value: formatQuantity(now), unit: "" },
    change: text === null ? null : { text, tone: "calm" },
    note: text === null ? "in this range" : `vs ${before}`,
  };
}

/** "ceil(5 × 80 % / 50 %) = 8, at most 5": the formula with its figures. */
export function formulaText({ formula, totals }: ScalingGroup): string | null {
  if (formula === null) return null;
  const isRatio = formula.metric.endsWith("utilization");
  const write = (value: number) => (isRatio ? joined(formatRatio(value)) : formatQuantity(value));
  const worked = `ceil(${formula.current} × ${write(formula.value)} / ${write(formula.target)}) = ${formula.asked}`;
  if (formula.withinTolerance) return `${worked}; within 10 % of the target, so nothing changes`;
  if (formula.replicas < formula.asked) return `${worked}, but at most ${totals.maximum}`;
  if (formula.replicas > formula.asked) return `${worked}, but at least ${totals.minimum}`;
  return worked;
}
