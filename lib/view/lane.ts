import type { Breach } from "./breach.ts";
import { breachLength, breachTime } from "./breach-time.ts";
import { formatMs, formatRatio, joined } from "./format.ts";
import { formatTime } from "./time-format.ts";
import { type Deploy, deployTitle, type MarkerItem } from "./timeline.ts";
import type { TrackFlag, TrackInterval } from "./track.ts";

/** Something on a lane. `toMs` null: a moment. A loud one is the suspect. */
export type LaneMark = {
  id: string;
  kind: "deploy" | "marker" | "breach" | "quiet" | "alert" | "cost";
  fromMs: number;
  toMs: number | null;
  label: string;
  title: string;
  loud: boolean;
  /** Where more is told; absent: nowhere. */
  path?: string;
};

export type Lane = { id: string; label: string; marks: readonly LaneMark[] };

type Happenings = {
  deploys: readonly (Deploy & { service: string })[];
  markers: readonly MarkerItem[];
  latencyBreaches: readonly Breach[];
  errorBreaches: readonly Breach[];
  /** When it went quiet; null: it reports. */
  quietSinceMs: number | null;
  /** The range's end or now, whichever is earlier. */
  toMs: number;
  zone: string;
};

/** A deploy at most this long before a breach is a suspect. */
export const SUSPECT_MS = 3 * 60_000;

/** Whether a breach began soon after a moment. */
const isSuspect = (atMs: number, breaches: readonly Breach[]): boolean =>
  breaches.some((breach) => breach.fromMs >= atMs && breach.fromMs - atMs <= SUSPECT_MS);

/** Deploys, crossings of the objective and silence as lanes. */
export function toLanes(what: Happenings): Lane[] {
  const breaches = [...what.latencyBreaches, ...what.errorBreaches];
  const when = { zone: what.zone, untilMs: what.toMs };
  return [
    {
      id: "deploys",
      label: "Deploys",
      marks: what.deploys.map((deploy) => ({
        id: `deploy ${deploy.id} ${deploy.service}`,
        kind: "deploy",
        fromMs: deploy.atMs,
        toMs: null,
        label: deployTitle(deploy.service, deploy),
        title: withEffect(
          `${deployTitle(deploy.service, deploy)} at ${formatTime(deploy.atMs, what.zone, "second")}`,
          deploy.effect,
        ),
        loud: isSuspect(deploy.atMs, breaches),
      })),
    },
    {
      id: "markers",
      label: "Marks",
      marks: what.markers.map((marker) => ({
        id: `marker ${marker.id}`,
        kind: "marker",
        fromMs: marker.atMs,
        toMs: null,
        label: marker.title,
        title: withEffect(
          `${marker.title} at ${formatTime(marker.atMs, what.zone, "second")}`,
          marker.effect,
        ),
        loud: marker.kind === "incident",
      })),
    },
    {
      id: "p95",
      label: "p95",
      marks: what.latencyBreaches.map((breach) =>
        breachMark(breach, { name: "p95", peak: joined(formatMs(breach.peak)), when }),
      ),
    },
    {
      id: "errors",
      label: "Errors",
      marks: what.errorBreaches.map((breach) =>
        breachMark(breach, { name: "Errors", peak: joined(formatRatio(breach.peak)), when }),
      ),
    },
    { id: "quiet", label: "Silence", marks: quietMarks(what) },
  ];
}

const withEffect = (text: string, effect: string | null): string =>
  effect === null ? text : `${text}: ${effect}`;

type Said = { name: string; peak: string; when: { zone: string; untilMs: number } };

function breachMark(breach: Breach, { name, peak, when }: Said): LaneMark {
  const lasted = breachLength(breach);
  const from = breachTime(breach.fromMs, breach, when);
  return {
    id: `${name} ${breach.fromMs}`,
    kind: "breach",
    fromMs: breach.fromMs,
    toMs: breach.toMs,
    label: `up to ${peak}`,
    title: `${name} over objective from ${from}${lasted ? `, for ${lasted}` : ""}, up to ${peak}`,
    loud: false,
  };
}

function quietMarks({ quietSinceMs, toMs, zone }: Happenings): LaneMark[] {
  if (quietSinceMs === null || quietSinceMs >= toMs) return [];
  const title = `Nothing heard since ${formatTime(quietSinceMs, zone, "second")}`;
  return [
    { id: "quiet", kind: "quiet", fromMs: quietSinceMs, toMs, label: "", title, loud: false },
  ];
}

/** Deploys and markers as flags through all tracks. */
export const toFlags = (what: Happenings): TrackFlag[] => [
  ...what.deploys.map((deploy) => ({
    id: `${deploy.id} ${deploy.service}`,
    atMs: deploy.atMs,
    label: deployTitle(deploy.service, deploy),
    loud: isSuspect(deploy.atMs, [...what.latencyBreaches, ...what.errorBreaches]),
  })),
  ...what.markers.map((marker) => ({
    id: marker.id,
    atMs: marker.atMs,
    label: marker.title,
    loud: marker.kind === "incident",
  })),
];

/** Latency breaches, said as "over for 17 min", and silence as stretches that all tracks tint. */
export function toIntervals(what: Happenings): TrackInterval[] {
  const breaches = what.latencyBreaches.map((breach): TrackInterval => {
    const length = breachLength(breach);
    const label = length ? `over for ${length}` : "over";
    return { fromMs: breach.fromMs, toMs: breach.toMs, tone: "critical", label };
  });
  const { quietSinceMs, toMs } = what;
  if (quietSinceMs === null || quietSinceMs >= toMs) return breaches;
  return [...breaches, { fromMs: quietSinceMs, toMs, tone: "unknown", label: "no data" }];
}
