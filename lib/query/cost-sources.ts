import {
  type ChangedCostSource,
  type CostSourceAnswer,
  type CostSourcesResponse,
  costSourceSettings,
  type NewCostSource,
} from "@/lib/contract/cost-sources.ts";
import { type CostExplorerSettings, dayOf } from "@/lib/domain/cost-sources.ts";
import { ConflictError, NotFoundError } from "@/lib/domain/problem.ts";
import { primaryReadPool, writePool } from "@/lib/platform/db.ts";
import { env } from "@/lib/platform/env.ts";
import { sealCostToken } from "@/lib/platform/sealed-cost-token.ts";
import { type CostCoverage, selectCostCoverage } from "@/lib/store/cost-coverage.ts";
import { selectCostFiles } from "@/lib/store/cost-files.ts";
import { type Reconciled, selectReconciled } from "@/lib/store/cost-own-totals.ts";
import { type CostRequestCount, selectCostRequests } from "@/lib/store/cost-requests.ts";
import {
  deleteCostSource,
  dueNow,
  insertCostSource,
  type StoredCostSource,
  selectCostSources,
  updateCostSource,
} from "@/lib/store/cost-sources.ts";
import type { Asking } from "./boards.ts";
import { reconciliationOf, requestsOf, stateOf } from "./cost-source-state.ts";

/** The name of the source that the environment describes. */
const ENVIRONMENT_SOURCE = "aws";

const sealedOf = (token: string | undefined): string | null =>
  token === undefined ? null : sealCostToken(token);
const TOLD_FILES = 100;

const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());
const missing = (source: string) => new NotFoundError(`There is no source ${source}`);

type Known = {
  coverage: CostCoverage | undefined;
  requests: CostRequestCount | undefined;
  reconciled: Reconciled[];
  nowMs: number;
};

/** Every source of costs: those that are fetched, and those whose files came. */
export async function queryCostSources(nowMs: number): Promise<CostSourcesResponse> {
  const pool = primaryReadPool();
  const [fetched, coverage, requests, reconciled] = await Promise.all([
    selectCostSources(pool),
    selectCostCoverage(pool),
    selectCostRequests(pool, dayOf(nowMs)),
    selectReconciled(pool),
  ]);
  const knownOf = (source: string): Known => ({
    coverage: coverage.find((it) => it.source === source),
    requests: requests.find((it) => it.source === source),
    reconciled: reconciled.filter((it) => it.source === source),
    nowMs,
  });
  const isFetched = new Set(fetched.map(({ source }) => source));
  const files = coverage.filter(({ source }) => !isFetched.has(source));
  const sources = [
    ...fetched.map((stored) => fetchedAnswer(stored, knownOf(stored.source))),
    ...files.map((covered) => filesAnswer(covered, knownOf(covered.source))),
  ];
  return {
    sources: sources.sort((a, b) => a.source.localeCompare(b.source)),
    folder: await folderAnswer(),
  };
}

async function folderAnswer(): Promise<CostSourcesResponse["folder"]> {
  const files = await selectCostFiles(primaryReadPool());
  return {
    path: env().costsDir,
    files: files.slice(0, TOLD_FILES).map((file) => ({
      ...{ path: file.path, state: file.state, error: file.error, importId: file.importId },
      bytes: file.sizeBytes,
      modifiedAt: new Date(file.modifiedMs).toISOString(),
      since: new Date(file.seenMs).toISOString(),
    })),
    fileCount: files.length,
    brokenCount: files.filter(({ state }) => state === "broken").length,
  };
}

function fetchedAnswer(stored: StoredCostSource, known: Known): CostSourceAnswer {
  const settings = costSourceSettings.parse(stored.config);
  const { errorKind, error, failingSinceMs } = stored;
  const isFailing = errorKind !== null && error !== null && failingSinceMs !== null;
  return {
    ...{ source: stored.source, kind: settings.kind, origin: stored.origin, settings },
    ...{ state: stateOf(stored, known.nowMs), enabled: stored.enabled },
    lastRunAt: iso(stored.lastStartedMs),
    lastGoodAt: iso(stored.lastSucceededMs),
    nextRunAt: stored.enabled ? iso(stored.nextRunMs) : null,
    error: isFailing
      ? {
          ...{ kind: errorKind, message: error, times: stored.failureCount },
          since: new Date(failingSinceMs).toISOString(),
        }
      : null,
    requests: requestsOf(settings, known.requests),
    ...coverageAnswer(known),
  };
}

const filesAnswer = (covered: CostCoverage, known: Known): CostSourceAnswer => ({
  ...{ source: covered.source, kind: "files", origin: "files", settings: null },
  ...{ state: "ok", enabled: true, error: null, requests: null, nextRunAt: null },
  lastRunAt: iso(covered.importedMs),
  lastGoodAt: iso(covered.importedMs),
  ...coverageAnswer(known),
});

function coverageAnswer({ coverage, reconciled }: Known) {
  const coveredMs = coverage?.coveredMs ?? null;
  return {
    basis: coverage?.basis ?? ("bill" as const),
    firstDay: coverage?.firstDay ?? null,
    lastDay: coverage?.lastDay ?? null,
    completeThrough: coveredMs === null ? null : dayOf(coveredMs - 1),
    lineCount: coverage?.lineCount ?? 0,
    currencies: coverage?.currencies ?? [],
    reconciliation: reconciled.map(reconciliationOf),
  };
}

async function answerOf(stored: StoredCostSource, nowMs: number): Promise<CostSourceAnswer> {
  const { sources } = await queryCostSources(nowMs);
  const found = sources.find(({ source }) => source === stored.source);
  if (!found) throw missing(stored.source);
  return found;
}

/** Adds a source, to be read at once. Throws `ConflictError` when its name is taken. */
export async function createCostSource(
  given: NewCostSource,
  { author, nowMs }: Asking,
): Promise<CostSourceAnswer> {
  const { source, enabled, settings, token } = given;
  const known = await selectCostCoverage(primaryReadPool());
  const stored = known.some((it) => it.source === source)
    ? null
    : await insertCostSource(writePool(), {
        ...{ source, enabled, kind: settings.kind, origin: "api", config: settings },
        ...{ sealed: sealedOf(token), createdBy: author.name, nowMs },
      });
  if (!stored) throw new ConflictError(`There is a source ${source} already`);
  return answerOf(stored, nowMs);
}

/**
 * Changes a source, to be read at once. Throws `NotFoundError`, and `ConflictError` for another kind or for a source of
 * the environment.
 */
export async function changeCostSource(
  source: string,
  { enabled, settings, token }: ChangedCostSource,
  nowMs: number,
): Promise<CostSourceAnswer> {
  const before = await ownSource(source);
  if (before.kind !== settings.kind) {
    throw new ConflictError(`${source} is of the kind ${before.kind}: add another source instead`);
  }
  const { kind } = settings;
  const change = { source, enabled, kind, config: settings, sealed: sealedOf(token), nowMs };
  const stored = await updateCostSource(writePool(), change);
  if (!stored) throw missing(source);
  return answerOf(stored, nowMs);
}

async function ownSource(source: string): Promise<StoredCostSource> {
  const stored = (await selectCostSources(primaryReadPool())).find((it) => it.source === source);
  if (!stored) throw missing(source);
  if (stored.origin === "environment") {
    throw new ConflictError(`${source} is described by HEADROOM_COSTS_AWS: change it there`);
  }
  return stored;
}

/** Deletes a source and everything that it told. Throws `NotFoundError`, `ConflictError` for one of the environment. */
export async function removeCostSource(source: string): Promise<void> {
  const stored = (await selectCostSources(primaryReadPool())).find((it) => it.source === source);
  if (stored) await ownSource(source);
  if (!(await deleteCostSource(writePool(), source))) throw missing(source);
}

/** Has a source read at once. Throws `NotFoundError`, also for one that is turned off. */
export async function runCostSourceNow(source: string, nowMs: number): Promise<CostSourceAnswer> {
  if (!(await dueNow(writePool(), source, nowMs))) throw missing(source);
  const stored = (await selectCostSources(primaryReadPool())).find((it) => it.source === source);
  if (!stored) throw missing(source);
  return answerOf(stored, nowMs);
}

/** Makes the source of the environment what the environment says; one that it no longer names is turned off. */
export async function keepEnvironmentSource(
  settings: CostExplorerSettings | null,
  nowMs: number,
): Promise<void> {
  const stored = (await selectCostSources(primaryReadPool())).find(
    ({ source }) => source === ENVIRONMENT_SOURCE,
  );
  if (stored && stored.origin !== "environment") return;
  const source = ENVIRONMENT_SOURCE;
  if (settings === null) {
    if (!stored?.enabled) return;
    const { kind, config } = stored;
    await updateCostSource(writePool(), {
      source,
      enabled: false,
      kind,
      config,
      sealed: null,
      nowMs,
    });
    return;
  }
  const given = {
    source,
    enabled: true,
    kind: settings.kind,
    config: settings,
    sealed: null,
    nowMs,
  };
  if (!stored) {
    const origin = "environment" as const;
    await insertCostSource(writePool(), { ...given, origin, createdBy: "HEADROOM_COSTS_AWS" });
    return;
  }
  const isSame =
    JSON.stringify(costSourceSettings.parse(stored.config)) === JSON.stringify(settings);
  // A restart alone must not send requests that cost money.
  if (!isSame || !stored.enabled) await updateCostSource(writePool(), given);
}
