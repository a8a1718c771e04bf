import type {
  ObjectiveGroup,
  ObjectiveResponse,
  ObjectiveSpec,
  ObjectiveStatus,
} from "@/lib/contract/objectives.ts";
import { alertKeyText } from "@/lib/domain/alerts.ts";
import { concernTrack } from "./concern-track.ts";
import { formatMs, formatQuantity, formatRatio, joined, UNKNOWN } from "./format.ts";
import { groupLabels } from "./group-labels.ts";
import type { Condition } from "./sentence.ts";
import { formatDuration } from "./time-format.ts";
import { type Track, type TrackTimes, toTrackTimes } from "./track.ts";

type Status = Condition["status"];

/** A row of the table of objectives: one budget. */
export type ObjectiveRow = {
  id: string;
  objective: ObjectiveStatus;
  /** Null: nothing has been asked of it yet. */
  group: ObjectiveGroup | null;
  /** Whose budget it is. */
  about: string;
  status: Status;
  /** "overspent", "burns 14.4 × too fast", "fine". */
  word: string;
};

/** A budget with less than this left deserves a look. */
const LITTLE = 0.25;

function judge(group: ObjectiveGroup): { status: Status; word: string } {
  const { budgetLeft, burns } = group;
  if (budgetLeft === null) return { status: "unknown", word: "no requests" };
  const burning = burns.find(({ isBurning }) => isBurning);
  if (burning) {
    const word = `burns over ${burning.burnRate} × too fast`;
    return { status: burning.severity === "critical" ? "critical" : "warning", word };
  }
  if (budgetLeft < 0) return { status: "critical", word: "overspent" };
  if (budgetLeft < LITTLE) return { status: "warning", word: "little is left" };
  return { status: "ok", word: "fine" };
}

const LOUDNESS: Record<Status, number> = { critical: 0, warning: 1, unknown: 2, ok: 3 };

/** Every budget, trouble first. */
export function toObjectiveRows(objectives: readonly ObjectiveStatus[]): ObjectiveRow[] {
  const rows = objectives.flatMap((objective): ObjectiveRow[] => {
    const labels = groupLabels(objective.groups.map(({ key }) => key));
    if (objective.groups.length === 0) {
      const word = objective.error ?? "no requests yet";
      return [{ id: objective.id, objective, group: null, about: "", status: "unknown", word }];
    }
    return objective.groups.map((group, i) => ({
      id: `${objective.id} ${alertKeyText(group.key)}`,
      ...{ objective, group, about: labels[i] || "everything", ...judge(group) },
    }));
  });
  return rows.sort((a, b) => LOUDNESS[a.status] - LOUDNESS[b.status]);
}

/** `99.9 % answered within 300 ms, over 30 days`. */
export function objectiveText({ target, targetMs, windowDays }: ObjectiveSpec): string {
  const share = `${Number((target * 100).toPrecision(8))} %`;
  const good = targetMs === undefined ? "without error" : `within ${joined(formatMs(targetMs))}`;
  return `${share} ${good}, over ${windowDays} days`;
}

/** What is left of a budget in per cent; below zero it is overspent. */
export const leftText = (group: ObjectiveGroup | null): string =>
  group === null || group.budgetLeft === null
    ? UNKNOWN
    : `${Math.round(group.budgetLeft * 100)} %`.replace("-", "−");

/** How fast a budget burns over each of the longer windows, such as `0.4 ×`. */
export const burnTexts = (group: ObjectiveGroup | null): { label: string; text: string }[] =>
  (group?.burns ?? []).map(({ longSeconds, long }) => ({
    label: formatDuration(longSeconds * 1_000),
    text: long === null ? UNKNOWN : `${formatQuantity(long)} ×`,
  }));

/** The objective's good share as it is, such as `99.87 %`. */
export const goodText = (group: ObjectiveGroup | null): string =>
  joined(formatRatio(group?.goodRatio ?? null));

/** How the budgets of an objective went, as a chart. */
export function budgetCourse(
  { groups, stepSeconds }: ObjectiveResponse,
  nowMs: number,
): { times: TrackTimes; track: Track } {
  const startsMs = (groups[0]?.points ?? []).map(({ at }) => Date.parse(at));
  const labels = groupLabels(groups.map(({ key }) => key));
  const track = concernTrack({
    id: "budget",
    title: "Budget left",
    note: "of the requests of the whole window",
    lines: groups.map(({ key, points }, i) => ({
      id: alertKeyText(key),
      label: labels[i] || "everything",
      values: points.map(({ budgetLeft }) => budgetLeft),
    })),
    unit: "1",
    ratio: true,
    addsUp: false,
    height: 200,
  });
  return { times: toTrackTimes({ startsMs, stepMs: stepSeconds * 1_000, nowMs }), track };
}
