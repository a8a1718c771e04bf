import type { TimelineEvent } from "@/lib/contract/timeline.ts";
import { costLane } from "./cost-items.ts";
import { type Lane, toFlags, toLanes } from "./lane.ts";
import type { ServiceRow } from "./service-rows.ts";
import { markersOf } from "./timeline.ts";
import type { TrackFlag } from "./track.ts";

type Input = {
  rows: readonly ServiceRow[];
  events: readonly TimelineEvent[];
  /** What the bar narrows to; null: everything. */
  bar: { service: string | null; namespace: string | null; environment: string | null };
  zone: string;
};

const fits = (wanted: string | null, value: string) => wanted === null || wanted === value;

/** Deploys and marks of the services shown, as lanes and as flags through the charts, and what bills tell as a lane. */
export function concernHappenings({ rows, events, bar, zone }: Input): {
  lanes: readonly Lane[];
  flags: readonly TrackFlag[];
} {
  const shown = rows.filter(
    (row) =>
      fits(bar.service, row.service) &&
      fits(bar.namespace, row.namespace) &&
      fits(bar.environment, row.environment),
  );
  const deploys = shown
    .flatMap((row) => row.deploys.map((deploy) => ({ ...deploy, service: row.service })))
    .toSorted((a, b) => a.atMs - b.atMs);
  const happenings = {
    deploys,
    markers: markersOf(events, shown),
    latencyBreaches: [],
    errorBreaches: [],
    quietSinceMs: null,
    toMs: 0,
    zone,
  };
  return { lanes: [...toLanes(happenings), costLane(events)], flags: toFlags(happenings) };
}
