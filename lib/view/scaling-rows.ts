import type { ScalingGroup, ScalingMember, ScalingResponse } from "@/lib/contract/scaling.ts";
import { isPinned } from "@/lib/domain/autoscaler.ts";
import type { FigureStatus } from "./figure.ts";
import { formatCount, formatMs, formatRatio, joined } from "./format.ts";
import { formatDuration } from "./time-format.ts";

/** A service, autoscaler, deployment or load balancer as a row of the table. */
export type ScalingRow = {
  id: string;
  status: FigureStatus;
  /** What a filter looks in. */
  text: string;
  name: string;
  /** "service", "autoscaler" … and whose it is. */
  note: string;
  /** What is wrong, in words; empty: nothing. */
  trouble: string;
  /** Whether that lasts. */
  lasts: boolean;
  group: ScalingGroup;
  /** The instance that stands out: the slow one, else the most uneven; null: none does. */
  culprit: ScalingMember | null;
  /** Instances, or replicas, by bucket. */
  course: readonly (number | null)[];
};

const KINDS = {
  service: "service",
  autoscaler: "autoscaler",
  deployment: "deployment",
  balancer: "load balancer",
} as const;
const RANK = { critical: 0, warning: 1, unknown: 2, ok: 3 } as const;
/** What ended no longer ago than this lasts: the newest minutes may not be told yet. */
const LASTS_MS = 150_000;
/** An autoscaler or deployment that was not told of for so long may be anything by now. */
const SILENT_MS = 300_000;

/** Less off its share than this is said to be even. */
const EVEN = 0.005;

type Verdict = Pick<ScalingRow, "status" | "trouble" | "lasts">;
const GOOD: Verdict = { status: "ok", trouble: "", lasts: false };

/** Trouble first: what lasts before what is over, then by traffic. */
export function toScalingRows({ groups, to }: ScalingResponse): ScalingRow[] {
  const toMs = Date.parse(to);
  return groups
    .map((group) => toRow(group, toMs))
    .sort(
      (a, b) =>
        RANK[a.status] - RANK[b.status] ||
        Number(b.lasts) - Number(a.lasts) ||
        (b.group.totals.requestCount ?? -1) - (a.group.totals.requestCount ?? -1) ||
        a.id.localeCompare(b.id),
    );
}

/** What the rail marks: how the worst of them is; null: nothing is wrong. */
export function scalingMark(answer: ScalingResponse): "warning" | "critical" | null {
  const status = toScalingRows(answer)[0]?.status;
  return status === "critical" || status === "warning" ? status : null;
}

function toRow(group: ScalingGroup, toMs: number): ScalingRow {
  const { key, points } = group;
  const own = { hpa: key.hpa, deployment: key.deployment, upstream: key.upstream };
  const name = {
    service: key.service,
    autoscaler: own.hpa,
    deployment: own.deployment || key.k8sNamespace || key.service,
    balancer: own.upstream || key.service,
  }[key.kind];
  const whose = key.service === name || key.service === "unknown_service" ? "" : key.service;
  const note = [KINDS[key.kind], whose, key.k8sNamespace, key.namespace, key.environment]
    .filter((part, i, all) => part !== "" && part !== name && all.indexOf(part) === i)
    .join(" · ");
  const culprit = culpritOf(group);
  const isWorkload = key.kind === "autoscaler" || key.kind === "deployment";
  return {
    id: JSON.stringify(Object.values(key)),
    ...(isWorkload ? workloadVerdict(group, toMs) : membersVerdict(group, culprit, toMs)),
    text: `${name} ${note}`,
    name,
    note,
    group,
    culprit,
    course: points.map((point) => (isWorkload ? point.current : point.instances)),
  };
}

/** The slowest of those that were slow, else the most uneven of those that were uneven. */
function culpritOf({ members }: ScalingGroup): ScalingMember | null {
  const most = (found: readonly ScalingMember[], by: (member: ScalingMember) => number) =>
    found.reduce<ScalingMember | null>((a, b) => (a && by(a) >= by(b) ? a : b), null);
  const slow = members.filter((member) => member.slow.length > 0);
  if (slow.length > 0) return most(slow, (member) => member.meanMs ?? 0);
  const uneven = members.filter((member) => member.uneven.length > 0);
  return most(uneven, (member) => Math.abs(member.skewRatio ?? 0));
}

/** The instance that is furthest off its share; null: nobody has one. */
export const worstMember = ({ group }: ScalingRow): ScalingMember | null =>
  group.members.reduce<ScalingMember | null>(
    (worst, member) =>
      member.skewRatio !== null && Math.abs(member.skewRatio) > Math.abs(worst?.skewRatio ?? 0)
        ? member
        : worst,
    null,
  );

function membersVerdict(
  { totals, members, weightsFrom }: ScalingGroup,
  culprit: ScalingMember | null,
  toMs: number,
): Verdict {
  if (culprit === null) {
    if (totals.requestCount !== null && totals.instances === null && members.length === 0) {
      return { ...GOOD, status: "unknown", trouble: "its instances have no name" };
    }
    return GOOD;
  }
  const last = culprit.slow.at(-1) ?? culprit.uneven.at(-1);
  const lasts = last !== undefined && toMs - Date.parse(last.to) < LASTS_MS;
  const trouble =
    culprit.slow.length > 0
      ? slowText(culprit, members, lasts)
      : `${culprit.instance} ${lasts ? "gets" : "got"} ${skewText(culprit)} than ${weightsFrom === "assumed" ? "an equal share" : "its weight asks for"}`;
  return { status: lasts ? "critical" : "warning", trouble, lasts };
}

function slowText(
  culprit: ScalingMember,
  members: readonly ScalingMember[],
  lasts: boolean,
): string {
  const others = members.filter((member) => member !== culprit && member.p95Ms !== null);
  const usual = Math.min(...others.map(({ p95Ms }) => p95Ms ?? Number.POSITIVE_INFINITY));
  const against =
    Number.isFinite(usual) && culprit.p95Ms !== null
      ? `: p95 ${joined(formatMs(culprit.p95Ms))} against ${joined(formatMs(usual))}`
      : "";
  return `${culprit.instance} ${lasts ? "is" : "was"} slower than the others${against}`;
}

/** "41 % less", "twice as much …" of a share. */
export function skewText({ skewRatio }: Pick<ScalingMember, "skewRatio">): string {
  if (skewRatio === null) return "–";
  if (Math.abs(skewRatio) < EVEN) return "even";
  return `${joined(formatRatio(Math.abs(skewRatio)))} ${skewRatio < 0 ? "less" : "more"}`;
}

function workloadVerdict(group: ScalingGroup, toMs: number): Verdict {
  const isTold = isToldUntil(group, toMs);
  return (
    pinnedVerdict(group, isTold) ?? restartVerdict(group) ?? missingVerdict(group, isTold) ?? GOOD
  );
}

/** Whether it is still reported at the end of the range: what was long ago says nothing of now. */
function isToldUntil({ points }: ScalingGroup, toMs: number): boolean {
  const last = points.findLastIndex(({ current, desired }) => (current ?? desired) !== null);
  const next = points[last + 1];
  return last >= 0 && (next === undefined || toMs - Date.parse(next.at) < SILENT_MS);
}

/** An autoscaler that may not scale at all is not pinned. */
function pinnedVerdict({ key, totals }: ScalingGroup, isTold: boolean): Verdict | null {
  if (key.kind !== "autoscaler" || totals.minimum === totals.maximum) return null;
  const isNow = isTold && isPinned(totals) === true;
  const seconds = totals.pinnedSeconds ?? 0;
  if (!isNow && seconds === 0) return null;
  const asksForMore = isNow && (totals.formulaReplicas ?? 0) > (totals.maximum ?? 0);
  const limit = totals.maximum === null ? "" : ` of ${totals.maximum}`;
  const wish = asksForMore ? ` and its formula asks for ${totals.formulaReplicas}` : "";
  const howLong = formatDuration(seconds * 1_000);
  return {
    status: asksForMore ? "critical" : "warning",
    trouble: `${isNow ? "is" : "was"} at its maximum${limit} for ${howLong}${wish}`,
    lasts: isNow,
  };
}

function restartVerdict({ totals, points }: ScalingGroup): Verdict | null {
  const restarts = totals.restartIncrease ?? 0;
  if (restarts === 0) return null;
  const lasts = points.slice(-3).some((point) => (point.restartIncrease ?? 0) > 0);
  const times = restarts === 1 ? "once" : `${formatCount(restarts)} times`;
  return { status: "warning", trouble: `restarted ${times}`, lasts };
}

function missingVerdict({ key, totals }: ScalingGroup, isTold: boolean): Verdict | null {
  const { current, desired } = totals;
  if (!isTold || key.kind !== "deployment" || current === null || desired === null) return null;
  if (current >= desired) return null;
  const trouble = `has ${current} of ${desired} pods available`;
  return { status: current === 0 ? "critical" : "warning", trouble, lasts: true };
}
