import type { ClientBase, Pool } from "pg";
import { HOUR_SECONDS } from "@/lib/aggregate/pack-hour.ts";
import type { JobFigures } from "@/lib/domain/headroom.ts";
import { dropPackedPartitions, type PackPlan, packPart, planPacking } from "./pack.ts";

/** Beyond what is accepted: a spool that was drained late, a fold that lags. */
const MARGIN_MS = 2 * 3_600_000;
/** How long one turn may keep the fold waiting. */
const TURN_MS = 400;
const REST_MS = 300_000;
/** Readers' statements end before this: then nobody's snapshot needs what packing deleted. */
const READERS_MS = 45_000;

/**
 * Packs minutes that no telemetry can reach any more, the oldest hour first, a little in each turn. Give it turns on the
 * one connection that also folds, so that nothing else writes tiers meanwhile.
 */
export class MinutePacker {
  private plan: PackPlan | null = null;
  private restUntilMs: number;
  private readonly done: JobFigures["packer"] = { lastMs: null, packedRows: 0, plainSince: null };

  constructor(
    private readonly pool: Pool,
    private readonly acceptPastMs: number,
    nowMs: number,
  ) {
    this.restUntilMs = nowMs + READERS_MS;
  }

  get figures(): JobFigures["packer"] {
    return this.done;
  }

  /** Packs for a moment, or rests. */
  async turn(client: ClientBase, now: () => number): Promise<void> {
    const began = now();
    if (began < this.restUntilMs) return;
    const beforeMs = began - this.acceptPastMs - MARGIN_MS;
    const beforeSeconds = Math.floor(beforeMs / 1000 / HOUR_SECONDS) * HOUR_SECONDS;
    do {
      if (!(await this.packNext(client, beforeSeconds, now))) {
        if (now() - (this.done.lastMs ?? 0) >= READERS_MS) {
          await dropPackedPartitions(this.pool, beforeSeconds);
        }
        this.restUntilMs = now() + REST_MS;
        return;
      }
    } while (now() - began < TURN_MS);
  }

  /** False: nothing is left to pack. */
  private async packNext(
    client: ClientBase,
    beforeSeconds: number,
    now: () => number,
  ): Promise<boolean> {
    this.plan ??= await planPacking(client, beforeSeconds);
    this.done.plainSince = this.plan?.hour ?? null;
    const part = this.plan?.parts.shift();
    if (!part) return false;
    if (this.plan?.parts.length === 0) this.plan = null;
    this.done.packedRows += await packPart(client, this.pool, part);
    this.done.lastMs = now();
    return true;
  }
}
