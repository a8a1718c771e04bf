import { breachLength, isDayOnly } from "./breach-time.ts";
import type { CostItem } from "./cost-items.ts";
import { formatMs, formatRatio, joined } from "./format.ts";
import type { ServiceRow } from "./service-rows.ts";
import { formatDuration } from "./time-format.ts";
import { deployTitle, type MarkerItem } from "./timeline.ts";

/** Something that happened within the range: seen in telemetry, or marked. */
export type ChangeEvent = {
  id: string;
  atMs: number;
  /** Only the day is known. */
  dayOnly: boolean;
  kind: "deploy" | "marker" | "quiet" | "breach" | "recovered" | "cost";
  status: "critical" | "warning" | "unknown" | "ok" | null;
  title: string;
  note: string;
  /** What it changed, in words, where the note does not say so. */
  effect: string | null;
  /** Whose panel tells more; null: it concerns more than one service. */
  row: ServiceRow | null;
  /** Its event of the timeline; null: worked out from the figures. */
  eventId: string | null;
  /** Where more is told; absent: its panel tells, or nothing does. */
  path?: string;
};

type Told = { markers: readonly MarkerItem[]; costs?: readonly CostItem[]; nowMs: number };

/** Deploys, markers, silences and crossings of objectives of every service, and what bills tell, newest first. */
export function whatChanged(
  rows: readonly ServiceRow[],
  { markers, costs = [], nowMs }: Told,
): ChangeEvent[] {
  return [
    ...rows.flatMap((row) => [
      ...deployEvents(row),
      ...quietEvents(row, nowMs),
      ...breachEvents(row),
    ]),
    ...markers.map(markerEvent),
    ...costs.map(costEvent),
  ].sort((a, b) => b.atMs - a.atMs || a.id.localeCompare(b.id));
}

const deployEvents = (row: ServiceRow): ChangeEvent[] =>
  row.deploys.map((deploy) => ({
    id: `deploy ${row.id} ${deploy.id}`,
    atMs: deploy.atMs,
    dayOnly: false,
    kind: "deploy",
    status: null,
    title: deployTitle(row.service, deploy),
    note: deploy.effect ?? "first request of this version",
    effect: null,
    row,
    eventId: deploy.id,
  }));

const markerEvent = (marker: MarkerItem): ChangeEvent => ({
  id: `marker ${marker.id}`,
  atMs: marker.atMs,
  dayOnly: false,
  kind: "marker",
  status: marker.kind === "incident" ? "warning" : null,
  title: marker.title,
  note: [marker.kind, marker.place, `by ${marker.by}`].filter(Boolean).join(", "),
  effect: marker.effect,
  row: null,
  eventId: marker.id,
});

const costEvent = ({ id, fromMs, toMs, title, note, status, path }: CostItem): ChangeEvent => ({
  ...{ id: `cost ${id}`, atMs: fromMs, dayOnly: toMs !== null, kind: "cost", title, note },
  ...{ status: status === "ok" ? null : status, effect: null, row: null, eventId: null, path },
});

function quietEvents(row: ServiceRow, nowMs: number): ChangeEvent[] {
  if (row.status.kind !== "stale" || row.lastSeenMs === null) return [];
  return [
    {
      id: `quiet ${row.id}`,
      atMs: row.lastSeenMs,
      dayOnly: false,
      kind: "quiet",
      status: "unknown",
      title: `${row.service} went quiet`,
      note: `last heard ${formatDuration(nowMs - row.lastSeenMs)} ago`,
      effect: null,
      row,
      eventId: null,
    },
  ];
}

function breachEvents(row: ServiceRow): ChangeEvent[] {
  const kinds = [
    {
      name: "p95",
      breaches: row.latencyBreaches,
      write: (value: number) => joined(formatMs(value)),
    },
    {
      name: "errors",
      breaches: row.errorBreaches,
      write: (value: number) => joined(formatRatio(value)),
    },
  ];
  return kinds.flatMap(({ name, breaches, write }) =>
    breaches.flatMap((breach): ChangeEvent[] => {
      const id = `${name} ${row.id} ${breach.fromMs}`;
      const lasted = breachLength(breach);
      const start: ChangeEvent = {
        id: `${id} over`,
        atMs: breach.fromMs,
        dayOnly: isDayOnly(breach),
        kind: "breach",
        status: breach.ongoing && row.status.kind === "missed" ? row.status.severity : "warning",
        title: `${row.service} ${name} over objective`,
        effect: null,
        note: `up to ${write(breach.peak)}${breach.ongoing && lasted ? `, for ${lasted} so far` : ""}`,
        row,
        eventId: null,
      };
      if (breach.ongoing) return [start];
      return [
        start,
        {
          id: `${id} back`,
          atMs: breach.toMs,
          dayOnly: isDayOnly(breach),
          kind: "recovered",
          status: "ok",
          title: `${row.service} ${name} back under objective`,
          effect: null,
          note: lasted ? `after ${lasted}` : `was up to ${write(breach.peak)}`,
          row,
          eventId: null,
        },
      ];
    }),
  );
}
