import type { CostBridgeResponse } from "@/lib/contract/cost-bridge.ts";
import type { BridgePart } from "@/lib/domain/cost-bridge.ts";
import { changeText } from "./change.ts";
import { dayLabel, daysLabel, monthName } from "./cost-days.ts";

/** A bar of the bridge: a whole from zero, or a step from one level to the next. */
export type BridgeStep = {
  id: string;
  label: string;
  /** Said under the label. */
  note: string;
  kind: "whole" | "more" | "less";
  from: number;
  to: number;
  /** Exact. */
  amount: string;
};

const LABELS: Record<BridgePart, string> = {
  traffic: "Traffic mix",
  price: "Price",
  instances: "Instances",
  deploys: "Deploys",
  hitRatio: "Cache",
  use: "Cost per request",
  charges: "Charges",
  unmapped: "Unmapped",
};

export type BridgeModel = { title: string; steps: BridgeStep[]; lowest: number; highest: number };

/** Parts that did nothing are left out; the axis may be cut below everything that is drawn. Null: nothing to explain. */
export function toBridge(answer: CostBridgeResponse): BridgeModel | null {
  const { bridge, from, through, previousFrom, previousThrough, deploys } = answer;
  if (!bridge || !from || !through || !previousFrom || !previousThrough) return null;
  const whole = (id: string, amount: string, first: string, last: string): BridgeStep => ({
    ...{ id, label: monthName(first), note: daysLabel(first, last), kind: "whole" },
    ...{ from: 0, to: Number(amount), amount },
  });
  let level = Number(bridge.before);
  const parts = bridge.parts.flatMap(({ id, amount, services }): BridgeStep[] => {
    const change = Number(amount);
    if (change === 0) return [];
    const start = level;
    level += change;
    const [most] = services;
    const deploy = id === "deploys" ? deploys.find(({ service }) => service === most?.name) : null;
    const note = deploy ? `${deploy.service} ${deploy.version}` : (most?.name ?? "");
    const kind = change > 0 ? "more" : "less";
    return [{ id, label: LABELS[id], note, kind, from: start, to: level, amount }];
  });
  const steps = [
    whole("before", bridge.before, previousFrom, previousThrough),
    ...parts,
    whole("after", bridge.after, from, through),
  ];
  const levels = steps.flatMap(({ kind, from: low, to }) => (kind === "whole" ? [to] : [low, to]));
  const change = changeText({ now: Number(bridge.after), before: Number(bridge.before) });
  const { lowest, highest } = axisOf(levels);
  return { title: titleOf(change), steps, lowest, highest };
}

/** Which days of the bill are left out, since nothing is known of their requests; null: none are. */
export function bridgeLimits({ from, previousFrom, bridge }: CostBridgeResponse): string | null {
  if (!bridge) return null;
  const late = [previousFrom, from].filter((day) => day !== null && !day.endsWith("-01"));
  return late.length === 0
    ? null
    : `Requests are known from ${late.map((day) => dayLabel(day ?? "")).join(" and ")} on, so earlier days count in neither.`;
}

function titleOf(change: string | null): string {
  if (change === null) return "Why 1,000 requests cost what they do";
  if (change.startsWith("−")) return `Why 1,000 requests cost ${change.slice(1)} less`;
  return change.startsWith("+")
    ? `Why 1,000 requests cost ${change.slice(1)} more`
    : `Why 1,000 requests cost ${change} as much`;
}

/** Small changes of a large figure need a cut axis; from zero as soon as the changes are half as large as it. */
function axisOf(levels: readonly number[]): { lowest: number; highest: number } {
  const [least, most] = [Math.min(...levels), Math.max(...levels)];
  const room = (most - least) * 0.35 || most * 0.1 || 1;
  const lowest = least - room;
  return { lowest: least < 0 ? lowest : lowest < most / 2 ? 0 : lowest, highest: most + room };
}
