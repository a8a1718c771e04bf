import type { Signal } from "./ingest-item.ts";

export type Refusal = { minute: number; signal: string; reason: string; count: number };

/** Counts what was refused, by signal and reason; every refusal is shown to people. */
export class Refusals {
  private counts = new Map<string, Refusal>();
  private readonly totals = new Map<string, { reason: string; count: number; lastMs: number }>();

  /** Adds `count` refused spans, points, records or bodies. */
  add(signal: Signal | "any", reason: string, count: number, nowMs: number): void {
    if (count <= 0) return;
    const minute = Math.floor(nowMs / 60_000) * 60;
    const key = `${minute}\n${signal}\n${reason}`;
    const known = this.counts.get(key);
    if (known) known.count += count;
    else this.counts.set(key, { minute, signal, reason, count });
    const total = this.totals.get(reason) ?? { reason, count: 0, lastMs: nowMs };
    total.count += count;
    total.lastMs = nowMs;
    this.totals.set(reason, total);
  }

  /** What the store does not have yet; the caller stores it or gives it back. */
  take(): Refusal[] {
    const taken = [...this.counts.values()];
    this.counts = new Map();
    return taken;
  }

  /** Since the process started, most recent first. */
  since(): { reason: string; count: number; lastMs: number }[] {
    return [...this.totals.values()].sort((a, b) => b.lastMs - a.lastMs);
  }
}
