import type { AlertPreview, AlertPreviewGroup } from "@/lib/contract/alert-preview.ts";
import type { AlertRuleSpec } from "@/lib/contract/alert-rules.ts";
import { alertUnit } from "@/lib/domain/alert-measures.ts";
import { alertLimitText, alertValueText } from "@/lib/domain/alert-text.ts";
import { type ConcernLine, concernTrack } from "./concern-track.ts";
import { formatCount } from "./format.ts";
import { groupLabels } from "./group-labels.ts";
import { formatDuration } from "./time-format.ts";
import { type Track, type TrackInterval, type TrackTimes, toTrackTimes } from "./track.ts";

/** A group of a preview, as a row to choose. */
export type PreviewRow = {
  id: string;
  label: string;
  /** "3 times, 12 min in all, flapped twice". */
  story: string;
  worst: string;
  fires: boolean;
};

/** A preview, ready to draw. */
export type PreviewModel = {
  times: TrackTimes;
  track: Track;
  /** When anything shown would have fired. */
  intervals: TrackInterval[];
  rows: PreviewRow[];
  /** What it would have done, in words. */
  sentence: string;
  /** How the past was looked at. */
  note: string;
};

const UCUM: Readonly<Record<string, string>> = {
  ...{ ms: "ms", perSecond: "/s", bytes: "By", seconds: "s", cores: "{cpu}" },
};

const idOf = ({ key }: AlertPreviewGroup): string => JSON.stringify(key);

/** The model of a preview; `chosen`: the only group that is drawn, null: all of them, the first eight. */
export function toPreview(
  preview: AlertPreview,
  spec: AlertRuleSpec,
  { chosen, nowMs }: { chosen: string | null; nowMs: number },
): PreviewModel {
  const { groups, stepSeconds } = preview;
  const labels = groupLabels(groups.map(({ key }) => key));
  const named = groups.map((group, i) => ({ group, label: labels[i] || "everything" }));
  const shown = named.filter(({ group }) => chosen === null || idOf(group) === chosen);
  const startsMs = (groups[0]?.points ?? []).map(({ at }) => Date.parse(at));
  // What was evaluated is whole, in the newest step too.
  const stepMs = stepSeconds * 1_000;
  const times = { ...toTrackTimes({ startsMs, stepMs, nowMs }), newest: null };
  return {
    times,
    track: trackOf(shown, spec, times),
    intervals: mergedFirings(
      shown.map(({ group }) => group),
      times,
    ),
    rows: named.map(({ group, label }) => rowOf(group, label, spec)),
    sentence: sentenceOf(preview),
    note: noteOf(preview, spec),
  };
}

type Named = { group: AlertPreviewGroup; label: string };

function trackOf(shown: readonly Named[], spec: AlertRuleSpec, times: TrackTimes): Track {
  const { query, threshold, recoveryThreshold } = spec;
  const unit = query.compare?.as === "ratio" ? "ratio" : alertUnit(query.concern, query.measure);
  const lines: ConcernLine[] = shown.map(({ group, label }) => ({
    id: idOf(group),
    label,
    values: group.points.map(({ value }) => value),
  }));
  const constant = times.startsMs.map(() => threshold);
  const track = concernTrack({
    id: "preview",
    title: query.measure,
    note: "the worst value of each step",
    // The threshold is drawn as a limit; as a line it also widens the axis.
    lines: [{ id: "threshold", label: "threshold", values: constant }, ...lines.slice(0, 7)],
    unit: UCUM[unit] ?? "1",
    ratio: unit === "ratio",
    addsUp: false,
    height: 240,
  });
  const limit = alertLimitText(spec.operator, threshold, query);
  return {
    ...track,
    lines: [
      ...track.lines.filter(({ id }) => id !== "threshold"),
      ...(recoveryThreshold === undefined
        ? []
        : [
            {
              ...{ id: "recovery", label: "recovers at", colour: "var(--text-3)", weight: 1.25 },
              dotted: true,
              values: times.startsMs.map(() => recoveryThreshold),
            },
          ]),
    ],
    limit: { value: threshold, label: limit.replace(/^[<>=]+ /, ""), name: "threshold" },
  };
}

/** Stretches in which any of the groups would have fired, without overlaps. */
function mergedFirings(
  groups: readonly AlertPreviewGroup[],
  { toMs }: TrackTimes,
): TrackInterval[] {
  const stretches = groups
    .flatMap(({ firing }) => firing)
    .map(({ from, to }) => ({ fromMs: Date.parse(from), toMs: to ? Date.parse(to) : toMs }))
    .sort((a, b) => a.fromMs - b.fromMs);
  const merged: TrackInterval[] = [];
  for (const stretch of stretches) {
    const last = merged.at(-1);
    if (last && stretch.fromMs <= last.toMs) last.toMs = Math.max(last.toMs, stretch.toMs);
    else merged.push({ ...stretch, tone: "critical", label: "would have fired" });
  }
  return merged;
}

const times = (count: number): string => (count === 1 ? "once" : `${count} times`);

function rowOf(group: AlertPreviewGroup, label: string, spec: AlertRuleSpec): PreviewRow {
  const { firings, flaps, pendings, firedSeconds, firing } = group;
  const above = spec.operator.startsWith(">");
  const known = [
    ...firing.map(({ worst }) => worst),
    ...group.points.map(({ value }) => value),
  ].filter((value) => value !== null);
  const worst = known.length === 0 ? null : above ? Math.max(...known) : Math.min(...known);
  const parts = [
    firings === 0 ? "never" : `${times(firings)}, ${formatDuration(firedSeconds * 1_000)} in all`,
    ...(flaps > 0 ? [`flapped ${times(flaps)}`] : []),
    ...(pendings > 0 ? [`${times(pendings)} not for long enough`] : []),
  ];
  return {
    id: idOf(group),
    label,
    story: parts.join("; "),
    worst: alertValueText(worst, spec.query),
    fires: firings > 0,
  };
}

function sentenceOf({ firings, flaps, groups, groupCount, firedSeconds }: AlertPreview): string {
  if (groupCount === 0) return "Nothing was reported that it could have watched.";
  if (firings === 0) {
    return `It would not have fired: ${groupCount === 1 ? "one group was" : `${groupCount} groups were`} fine.`;
  }
  const firing = groups.filter((group) => group.firings > 0).length;
  const where = groupCount === 1 ? "" : ` for ${firing} of ${groupCount} groups`;
  const lasting = formatDuration(firedSeconds * 1_000);
  const flapping = flaps === 0 ? "without flapping" : `and flapped ${times(flaps)}`;
  return `It would have fired ${times(firings)}${where}, ${lasting} in all, ${flapping}.`;
}

function noteOf(preview: AlertPreview, spec: AlertRuleSpec): string {
  const every = formatDuration(preview.everySeconds * 1_000);
  const note = `Evaluated ${formatCount(preview.evaluations)} times, every ${every}`;
  return preview.everySeconds > spec.intervalSeconds
    ? `${note}: less often than the rule will be.`
    : `${note}.`;
}
