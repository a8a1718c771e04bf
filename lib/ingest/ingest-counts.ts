import type { IngestTotals } from "@/lib/domain/headroom.ts";
import type { IngestCount } from "@/lib/store/ingest-counts.ts";
import type { IngestItem, IngestOutcome, Signal } from "./ingest-item.ts";

type Figures = Omit<IngestCount, "minute" | "signal">;

const nothing = (): Figures => ({ bodies: 0, accepted: 0, replays: 0, late: 0 });

function addTo(figures: Figures, added: Partial<Figures>): void {
  figures.bodies += added.bodies ?? 0;
  figures.accepted += added.accepted ?? 0;
  figures.replays += added.replays ?? 0;
  figures.late += added.late ?? 0;
}

/** What the bodies of one transaction brought, by signal; Headroom's own are left out. */
export class GroupTally {
  readonly bySignal = new Map<Signal, Figures>();

  add(item: IngestItem, added: Partial<Figures>): void {
    if (item.isOwn) return;
    const figures = this.bySignal.get(item.signal) ?? nothing();
    this.bySignal.set(item.signal, figures);
    addTo(figures, added);
  }

  /** Counts the body itself, once its outcome is known. */
  addBody(item: IngestItem, outcome: IngestOutcome, isReplay: boolean): void {
    if (outcome.kind === "accepted") this.add(item, { bodies: 1, replays: isReplay ? 1 : 0 });
  }
}

/** Counts of what was committed: what the store does not have yet, by minute, and totals since the start. */
export class IngestCounts {
  private minutes = new Map<string, IngestCount>();
  private readonly totals = new Map<Signal, Figures>();

  add(tally: GroupTally, receivedMs: number): void {
    const minute = Math.floor(receivedMs / 60_000) * 60;
    for (const [signal, figures] of tally.bySignal) {
      const key = `${minute} ${signal}`;
      const count = this.minutes.get(key) ?? { minute, signal, ...nothing() };
      this.minutes.set(key, count);
      addTo(count, figures);
      const total = this.totals.get(signal) ?? nothing();
      this.totals.set(signal, total);
      addTo(total, figures);
    }
  }

  /** What the store does not have yet; the caller stores it, or gives it back. */
  take(): IngestCount[] {
    const taken = [...this.minutes.values()];
    this.minutes = new Map();
    return taken;
  }

  /** Since the process started. */
  since(): IngestTotals[] {
    return [...this.totals].map(([signal, figures]) => ({ signal, ...figures }));
  }
}
