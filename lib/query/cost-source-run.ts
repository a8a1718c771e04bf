import { costSourceSettings } from "@/lib/contract/cost-sources.ts";
import {
  type CostExplorerSettings,
  CostSourceError,
  dayOf,
  nextDayMs,
  restAfterFailureMs,
} from "@/lib/domain/cost-sources.ts";
import {
  type CostExplorerBreaker,
  costExplorerBreaker,
  openCostExplorer,
} from "@/lib/platform/cost-explorer.ts";
import { writePool } from "@/lib/platform/db.ts";
import { log } from "@/lib/platform/log.ts";
import { openCostToken } from "@/lib/platform/sealed-cost-token.ts";
import { reserveCostRequest } from "@/lib/store/cost-requests.ts";
import {
  claimCostSource,
  endCostRun,
  failCostRun,
  type StoredCostSource,
} from "@/lib/store/cost-sources.ts";
import { runCostExplorer } from "./cost-explorer-run.ts";
import { runOpencost } from "./opencost-run.ts";
import { runPriceList } from "./price-list-run.ts";

/** Longer than any run takes: then its process is gone, and another may read the source. */
const CLAIM_MS = 30 * 60_000;
const HOUR_MS = 3_600_000;

/** Reads the sources that are due, one at a time; keeps what must outlive a run. */
export class CostSourceRunner {
  private readonly breakers = new Map<string, CostExplorerBreaker>();

  constructor(
    private readonly now: () => number,
    /** Private addresses that sources may be at. */
    private readonly allow: readonly string[] = [],
    private readonly firstDelayMs = 1_000,
  ) {}

  /** Reads one source that is due. False: none is. */
  async turn(): Promise<boolean> {
    const { now } = this;
    const due = await claimCostSource(writePool(), { nowMs: now(), claimMs: CLAIM_MS });
    if (!due) return false;
    const { source } = due;
    try {
      const { readBackTo, everyHours } = await this.read(due);
      const nextRunMs = now() + everyHours * HOUR_MS;
      await endCostRun(writePool(), { source, nowMs: now(), nextRunMs, readBackTo });
    } catch (thrown) {
      await this.fail(due, thrown);
    }
    return true;
  }

  close(): void {
    for (const breaker of this.breakers.values()) breaker.close();
  }

  private async read(due: StoredCostSource): Promise<{ readBackTo: string; everyHours: number }> {
    const settings = costSourceSettings.parse(due.config);
    const { everyHours } = settings;
    if (settings.kind === "cost-explorer")
      return { readBackTo: await this.readCostExplorer(due, settings), everyHours };
    const { source, readBackTo, sealed } = due;
    if (settings.kind === "price-list")
      return {
        readBackTo: await runPriceList({ source, settings, readBackTo, now: this.now }),
        everyHours,
      };
    const token = sealed === null ? null : openCostToken(sealed);
    const run = { source, settings, token, allow: this.allow, readBackTo, now: this.now };
    return { readBackTo: await runOpencost(run), everyHours };
  }

  private async readCostExplorer(
    { source, readBackTo }: StoredCostSource,
    settings: CostExplorerSettings,
  ): Promise<string> {
    const { now, firstDelayMs } = this;
    const breaker = this.breakers.get(source) ?? costExplorerBreaker(source, now);
    this.breakers.set(source, breaker);
    const beforeAttempt = () => reserve(source, settings.dailyRequests, now());
    const client = openCostExplorer(settings, { beforeAttempt, breaker, firstDelayMs });
    try {
      return await runCostExplorer({ source, settings, client, readBackTo, now });
    } finally {
      client.close();
    }
  }

  private async fail(due: StoredCostSource, thrown: unknown): Promise<void> {
    const nowMs = this.now();
    const error = thrown instanceof Error ? thrown.message : String(thrown);
    const errorKind = thrown instanceof CostSourceError ? thrown.kind : "internal";
    const nextRunMs =
      errorKind === "budget" ? nextDayMs(nowMs) : nowMs + restAfterFailureMs(due.failureCount + 1);
    log.warn("costs could not be read", { source: due.source, kind: errorKind, reason: error });
    await failCostRun(writePool(), { source: due.source, nowMs, nextRunMs, errorKind, error });
  }
}

async function reserve(source: string, budget: number, nowMs: number): Promise<void> {
  if (await reserveCostRequest(writePool(), { source, day: dayOf(nowMs), budget })) return;
  const advice = "it goes on tomorrow; raise dailyRequests if that happens each day";
  throw new CostSourceError("budget", `The ${budget} requests of this day are used up: ${advice}`);
}
