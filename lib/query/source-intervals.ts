import type { RequestSource } from "@/lib/domain/requests.ts";
import type { StoredChoice } from "@/lib/store/source-choices.ts";

const HOUR = 3_600;

/**
 * Which source counts a service at a time: the last choice at or before that hour, spans when there was none. The
 * other source counts in an hour in which the chosen one has nothing.
 */
export class SourceIntervals {
  private readonly choices = new Map<string, { hour: number; source: RequestSource }[]>();
  private readonly seen = new Map<string, Set<number>>();

  constructor(stored: readonly StoredChoice[]) {
    for (const { serviceKey, hour, source } of stored) {
      const ofService = this.choices.get(serviceKey) ?? [];
      ofService.push({ hour, source });
      this.choices.set(serviceKey, ofService);
    }
    for (const ofService of this.choices.values()) ofService.sort((a, b) => a.hour - b.hour);
  }

  /** Notes that a source has requests of a service in the hour of a bucket. Call for every row first. */
  note(serviceKey: string, bucket: number, source: RequestSource): void {
    let ofService = this.seen.get(serviceKey);
    if (!ofService) {
      ofService = new Set();
      this.seen.set(serviceKey, ofService);
    }
    ofService.add(hourOfSource(Math.floor(bucket / HOUR), source));
  }

  /** Whether requests that a source counted in a bucket are the ones to show. */
  counts(serviceKey: string, bucket: number, source: RequestSource): boolean {
    const seen = this.seen.get(serviceKey);
    const hour = Math.floor(bucket / HOUR);
    const other = source === "spans" ? "metrics" : "spans";
    if (!seen?.has(hourOfSource(hour, other))) return true;
    return this.chosen(serviceKey, hour * HOUR) === source;
  }

  private chosen(serviceKey: string, hour: number): RequestSource {
    const ofService = this.choices.get(serviceKey) ?? [];
    return ofService.findLast((choice) => choice.hour <= hour)?.source ?? "spans";
  }
}

/** One number for an hour and a source. */
const hourOfSource = (hour: number, source: RequestSource): number =>
  hour * 2 + (source === "spans" ? 0 : 1);
