import type { DurationFigures } from "./headroom.ts";

const KEPT = 1_000;

/** The last thousand durations in milliseconds, for figures about now. */
export class RecentDurations {
  private readonly ring = new Float64Array(KEPT);
  private count = 0;
  private taken = 0;

  add(ms: number): void {
    this.ring[this.count++ % KEPT] = ms;
  }

  /** Those since the last call, as far as they are kept. */
  takeNew(): number[] {
    const fresh = Math.min(this.count - this.taken, KEPT);
    this.taken = this.count;
    const first = this.count - fresh;
    return Array.from({ length: fresh }, (_, i) => this.ring[(first + i) % KEPT] ?? 0);
  }

  /** Nearest-rank quantiles; null: there is none yet. */
  figures(): DurationFigures {
    const sorted = this.ring.slice(0, Math.min(this.count, KEPT)).sort();
    const at = (q: number) => sorted[Math.max(Math.ceil(q * sorted.length), 1) - 1] ?? null;
    return {
      count: this.count,
      p50Ms: at(0.5),
      p95Ms: at(0.95),
      p99Ms: at(0.99),
      maxMs: at(1),
    };
  }
}
