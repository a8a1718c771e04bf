import type {
  ResourceFigures,
  ResourceGroup,
  ResourcesResponse,
} from "@/lib/contract/resources.ts";
import { resourceStatus } from "@/lib/domain/concern-status.ts";
import { RESOURCE_CHARTS } from "@/lib/domain/resources.ts";
import { concernTrack } from "./concern-track.ts";
import { startsOf } from "./course.ts";
import type { FigureStatus } from "./figure.ts";
import type { Condition } from "./sentence.ts";
import { type Track, type TrackTimes, toTrackTimes } from "./track.ts";

/** A host, container or instance as a row of the table. */
export type ResourceRow = {
  id: string;
  status: FigureStatus;
  text: string;
  label: string;
  note: string;
  key: ResourceGroup["key"];
  condition: ResourceGroup["condition"];
  figures: ResourceFigures;
  cpu: readonly (number | null)[];
};

const ORDER = ["saturated", "ok", "idle", null] as const;

/** Saturated first, then by the share of CPU that is used. */
export function toResourceRows(groups: readonly ResourceGroup[]): ResourceRow[] {
  return groups
    .map(({ key, totals, points, course, condition }) => {
      const label = [key.service, key.container || key.instance || key.host]
        .filter(Boolean)
        .join(" ");
      const note = [key.namespace, key.environment, key.host].filter(Boolean).join(" · ");
      return {
        id: JSON.stringify(Object.values(key)),
        status: resourceStatus(condition),
        text: `${label} ${note}`,
        label,
        note,
        key,
        condition,
        figures: totals,
        cpu: course ?? points.map((point) => point.cpuUtilization),
      };
    })
    .sort(
      (a, b) =>
        ORDER.indexOf(a.condition) - ORDER.indexOf(b.condition) ||
        (b.figures.cpuUtilization ?? -1) - (a.figures.cpuUtilization ?? -1),
    );
}

/** Which of them are short of something, in a sentence. */
export function resourcesCondition(rows: readonly ResourceRow[]): Condition {
  if (rows.length === 0) {
    return { status: "unknown", parts: [{ text: "Nothing reports what it uses.", tone: "fact" }] };
  }
  const saturated = rows.filter((row) => row.condition === "saturated");
  const idle = rows.filter((row) => row.condition === "idle").length;
  const [worst] = saturated;
  const rest = idle === 0 ? "" : `; ${idle} of ${rows.length} hardly use their CPU`;
  if (!worst) {
    const text = `None of ${rows.length} was short of a resource for most of the range`;
    return {
      status: "ok",
      parts: [
        { text, tone: "fact" },
        { text: `${rest}.`, tone: "reason" },
      ],
    };
  }
  return {
    status: "warning",
    parts: [
      { text: `${saturated.length} of ${rows.length} saturated`, tone: "fact" },
      { text: `: most of all ${worst.label}${rest}.`, tone: "reason" },
    ],
  };
}

const TRACKS = {
  cpuUtilization: { id: "cpu", title: "CPU in use", unit: "1", ratio: true },
  memoryUsageBytes: { id: "memory", title: "Memory in use", unit: "By", ratio: false },
  eventLoopUtilization: { id: "event-loop", title: "Event loop in use", unit: "1", ratio: true },
} as const;

/** CPU, memory and event loop over time, a line each; a chart of which nothing is known is left out. */
export function resourceTracks(
  { groups, stepSeconds, whole }: ResourcesResponse,
  nowMs: number,
): { times: TrackTimes; tracks: Track[] } {
  const starts = startsOf({ whole, things: groups });
  const labels = new Map(toResourceRows(groups).map((row) => [row.id, row.label]));
  const tracks = RESOURCE_CHARTS.flatMap((figure) => {
    const track = TRACKS[figure];
    const lines = groups
      .filter(({ points }) => points.length > 0)
      .toSorted((a, b) => (b.totals[figure] ?? -1) - (a.totals[figure] ?? -1))
      .map(({ key, points }) => {
        const id = JSON.stringify(Object.values(key));
        return { id, label: labels.get(id) ?? id, values: points.map((point) => point[figure]) };
      })
      .filter((line) => line.values.some((value) => value !== null));
    const more = groups.filter(
      ({ points, totals }) => points.length === 0 && totals[figure] !== null,
    ).length;
    return lines.length === 0 ? [] : [concernTrack({ ...track, lines, more, addsUp: false })];
  });
  return { times: toTrackTimes({ startsMs: starts, stepMs: stepSeconds * 1000, nowMs }), tracks };
}
