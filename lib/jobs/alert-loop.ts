import { setTimeout as sleep } from "node:timers/promises";
import type { Pool } from "pg";
import { log } from "@/lib/platform/log.ts";
import { acquireAlertLease, holdAlertLease, releaseAlertLease } from "@/lib/store/alert-lease.ts";
import { forgetOldAlerts } from "@/lib/store/alert-retention.ts";
import { LEASE_MS } from "./alert-world.ts";
import { evaluateAlerts } from "./evaluate-alerts.ts";
import { ensureDefaultRules } from "./make-default-rules.ts";
import { RulesFolder } from "./sync-rule-files.ts";

const LOOK_MS = 1_000;
const RETRY_MS = 3_000;
const FORGET_EVERY_MS = 3_600_000;
const RULES_EVERY_MS = 5_000;
const RENEW_MS = LEASE_MS / 3;

/**
 * Evaluates rules until the returned function is called. `holder` tells this process from others: one of them evaluates
 * at a time, whoever has the lease. `rulesDir`: a folder of rules, which it looks at every few seconds while it has it.
 */
export function startAlertEvaluation(
  pool: Pool,
  holder: string,
  rulesDir: string | null = null,
): () => Promise<void> {
  const loop = new AlertLoop(pool, holder, rulesDir);
  const done = loop.run();
  return async () => {
    loop.stop();
    await done;
    await pool.end();
  };
}

class AlertLoop {
  private readonly interrupted = new AbortController();
  private token: bigint | null = null;
  private failing = false;
  private hasDefaults = false;
  private forgotMs = 0;
  private rules: RulesFolder | null = null;
  private lookedMs = 0;

  constructor(
    private readonly pool: Pool,
    private readonly holder: string,
    private readonly rulesDir: string | null,
  ) {}

  stop(): void {
    this.interrupted.abort();
  }

  async run(): Promise<void> {
    const { signal } = this.interrupted;
    while (!signal.aborted) {
      const restMs = await this.turn();
      await sleep(restMs, undefined, { signal }).catch(() => undefined);
    }
    if (this.token === null) return;
    await releaseAlertLease(this.pool, this.token).catch(() => undefined);
  }

  /** One look at what is due; returns how long to rest. */
  private async turn(): Promise<number> {
    try {
      const lease = await acquireAlertLease(this.pool, this.holder, LEASE_MS);
      this.token = lease?.token ?? null;
      if (lease && !this.hasDefaults) await ensureDefaultRules(this.pool, lease.nowMs);
      this.hasDefaults ||= lease !== null;
      await this.lookAtFiles(lease);
      if (lease) await this.evaluate(lease);
      if (lease) await this.forget(lease.nowMs);
      this.failing = false;
      return LOOK_MS;
    } catch (error) {
      if (!this.failing && !this.interrupted.signal.aborted) {
        log.warn("alerts could not be evaluated, tried again", { reason: String(error) });
      }
      this.failing = true;
      return RETRY_MS;
    }
  }

  /** Whoever had the lease meanwhile may have had other files. */
  private async lookAtFiles(lease: { nowMs: number } | null): Promise<void> {
    if (lease === null) this.rules = null;
    if (lease === null || this.rulesDir === null) return;
    if (this.rules !== null && lease.nowMs - this.lookedMs < RULES_EVERY_MS) return;
    this.rules ??= new RulesFolder(this.rulesDir);
    this.lookedMs = lease.nowMs;
    await this.rules.look(this.pool, lease.nowMs);
  }

  private async forget(nowMs: number): Promise<void> {
    if (nowMs - this.forgotMs < FORGET_EVERY_MS) return;
    this.forgotMs = nowMs;
    await forgetOldAlerts(this.pool, nowMs);
  }

  /** A question may take longer than a lease lasts: it is kept as long as this process lives. */
  private async evaluate(lease: { token: bigint; nowMs: number }): Promise<void> {
    const renew = () => holdAlertLease(this.pool, lease.token, LEASE_MS).catch(() => undefined);
    const timer = setInterval(() => void renew(), RENEW_MS);
    try {
      const { failures } = await evaluateAlerts(this.pool, lease);
      if (failures > 0) log.warn("alert rules could not be evaluated", { failures });
    } finally {
      clearInterval(timer);
    }
  }
}
