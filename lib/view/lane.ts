import type { Breach } from "./breach.ts";
import { formatMs, formatRatio, joined } from "./format.ts";
import type { Deploy } from "./service-rows.ts";
import { formatDuration, formatTime } from "./time-format.ts";
import type { TrackFlag, TrackInterval } from "./track.ts";

/** Something on a lane. `toMs` null: a moment. A loud one is the suspect. */
export type LaneMark = {
  id: string;
  kind: "deploy" | "breach" | "quiet";
  fromMs: number;
  toMs: number | null;
  label: string;
  title: string;
  loud: boolean;
};

export type Lane = { id: string; label: string; marks: readonly LaneMark[] };

type Happenings = {
  deploys: readonly (Deploy & { service: string })[];
  latencyBreaches: readonly Breach[];
  errorBreaches: readonly Breach[];
  /** When it went quiet; null: it reports. */
  quietSinceMs: number | null;
  /** The range's end or now, whichever is earlier. */
  toMs: number;
  zone: string;
};

/** A deploy this long before a breach is a suspect. */
const SUSPECT_MS = 10 * 60_000;

/** Whether a breach began soon after a moment. */
export const isSuspect = (atMs: number, breaches: readonly Breach[]): boolean =>
  breaches.some((breach) => breach.fromMs >= atMs && breach.fromMs - atMs <= SUSPECT_MS);

/** Deploys, crossings of the objective and silence as lanes. */
export function toLanes(what: Happenings): Lane[] {
  const { zone } = what;
  const breaches = [...what.latencyBreaches, ...what.errorBreaches];
  const marksOf = (list: readonly Breach[], write: (value: number) => string, name: string) =>
    list.map((breach): LaneMark => {
      const lasted = formatDuration(breach.toMs - breach.fromMs);
      return {
        id: `${name} ${breach.fromMs}`,
        kind: "breach",
        fromMs: breach.fromMs,
        toMs: breach.toMs,
        label: `up to ${write(breach.peak)}`,
        title: `${name} over objective from ${formatTime(breach.fromMs, zone)}, ${lasted}${breach.ongoing ? " so far" : ""}, up to ${write(breach.peak)}`,
        loud: false,
      };
    });
  return [
    {
      id: "deploys",
      label: "Deploys",
      marks: what.deploys.map((deploy) => ({
        id: `deploy ${deploy.service} ${deploy.version}`,
        kind: "deploy",
        fromMs: deploy.atMs,
        toMs: null,
        label: `${deploy.service} ${deploy.version}`,
        title: `First request of ${deploy.service} ${deploy.version} at ${formatTime(deploy.atMs, zone, "second")}`,
        loud: isSuspect(deploy.atMs, breaches),
      })),
    },
    {
      id: "p95",
      label: "p95",
      marks: marksOf(what.latencyBreaches, (value) => joined(formatMs(value)), "p95"),
    },
    {
      id: "errors",
      label: "Errors",
      marks: marksOf(what.errorBreaches, (value) => joined(formatRatio(value)), "Errors"),
    },
    { id: "quiet", label: "Silence", marks: quietMarks(what) },
  ];
}

function quietMarks({ quietSinceMs, toMs, zone }: Happenings): LaneMark[] {
  if (quietSinceMs === null || quietSinceMs >= toMs) return [];
  const title = `Nothing heard since ${formatTime(quietSinceMs, zone, "second")}`;
  return [
    { id: "quiet", kind: "quiet", fromMs: quietSinceMs, toMs, label: "", title, loud: false },
  ];
}

/** Deploys as flags through all tracks. */
export const toFlags = ({ deploys, latencyBreaches, errorBreaches }: Happenings): TrackFlag[] =>
  deploys.map((deploy) => ({
    id: `${deploy.service} ${deploy.version}`,
    atMs: deploy.atMs,
    label: `${deploy.service} ${deploy.version}`,
    loud: isSuspect(deploy.atMs, [...latencyBreaches, ...errorBreaches]),
  }));

/** Latency breaches, said as "over for 17 min", and silence as stretches that all tracks tint. */
export function toIntervals(what: Happenings): TrackInterval[] {
  const breaches = what.latencyBreaches.map(
    ({ fromMs, toMs }): TrackInterval => ({
      fromMs,
      toMs,
      tone: "critical",
      label: `over for ${formatDuration(toMs - fromMs)}`,
    }),
  );
  const { quietSinceMs, toMs } = what;
  if (quietSinceMs === null || quietSinceMs >= toMs) return breaches;
  return [...breaches, { fromMs: quietSinceMs, toMs, tone: "unknown", label: "no data" }];
}
