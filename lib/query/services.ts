import { BUCKET_SECONDS } from "@/lib/aggregate/request-cell.ts";
import type { ServiceSummary, ServicesParams, ServicesResponse } from "@/lib/contract/services.ts";
import { resolveRange } from "@/lib/contract/time.ts";
import { STALE_AFTER_MS } from "@/lib/domain/requests.ts";
import { serviceKeyText } from "@/lib/domain/service.ts";
import { Cell, CellMerger } from "./cells.ts";
import { passedSeconds, withFineTail } from "./range-plan.ts";
import { toRequestFigures } from "./request-figures.ts";
import { finestRowSeconds, loadMatrix, planFor, seriesCatalog } from "./request-loading.ts";

const MOST_VERSIONS = 10;
/** So long after a service was last heard it counts as silent; before, when it was must be exact. */
const TAIL_SECONDS = (2 * STALE_AFTER_MS) / 1_000;
const NO_FILTERS = {
  service: [],
  namespace: [],
  environment: [],
  route: [],
  method: [],
  status: [],
  instance: [],
  version: [],
};

/** Every service that reported in the range, with its totals. Throws `ParameterError`. */
export async function queryServices(
  params: ServicesParams,
  nowMs: number,
): Promise<ServicesResponse> {
  const range = resolveRange(params, nowMs);
  const coarse = planFor(range, undefined, nowMs, range.fromMs);
  const isRecent =
    finestRowSeconds(coarse.to * 1_000 - TAIL_SECONDS * 1_000, nowMs) === BUCKET_SECONDS;
  const plan = isRecent ? withFineTail(coarse, TAIL_SECONDS) : coarse;
  const whole = { ...plan, first: plan.from, stepSeconds: plan.to - plan.from, points: 1 };
  const filters = { ...NO_FILTERS, environment: params.environment, withSelf: true };
  const { matrix, selection } = await loadMatrix(filters, ["service"], whole, nowMs);
  const merger = new CellMerger(matrix.bytes);
  const passed = passedSeconds(plan, nowMs);
  const versions = versionsByService(plan.to);
  const services: ServiceSummary[] = [];
  for (const [serviceKey, presence] of matrix.presence) {
    const group = selection.groupOfService(serviceKey);
    if (group === undefined) continue;
    const cell = matrix.groups.get(group)?.get(0) ?? new Cell();
    const figures = toRequestFigures(merger.figures(cell), passed);
    const { namespace = "", service = "", environment = "" } = selection.keyOf(group);
    services.push({
      name: service,
      namespace,
      environment,
      requestCount: figures.requestCount ?? 0,
      errorCount: figures.errorCount ?? 0,
      throughputPerSecond: figures.throughputPerSecond ?? 0,
      errorRatio: figures.errorRatio,
      p50Ms: figures.p50Ms,
      p95Ms: figures.p95Ms,
      p99Ms: figures.p99Ms,
      source: figures.source,
      lastSeenAt: lastSeen(presence.lastBucket, nowMs),
      versions: versions.get(serviceKey) ?? [],
    });
  }
  services.sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
  return { services };
}

const sortKey = (service: ServiceSummary) =>
  JSON.stringify([service.name, service.namespace, service.environment]);

/** The end of the last bucket that it reported in, or now while that bucket lasts. */
const lastSeen = (bucket: number, nowMs: number): string =>
  new Date(Math.min((bucket + BUCKET_SECONDS) * 1000, nowMs)).toISOString();

/** The newest versions of each service, oldest first, each with the start of its first bucket. */
function versionsByService(toSeconds: number): Map<string, ServiceSummary["versions"]> {
  const first = new Map<string, Map<string, number>>();
  for (const row of seriesCatalog().all()) {
    if (row.version === "" || row.firstBucket >= toSeconds) continue;
    const key = serviceKeyText(row);
    const ofService = first.get(key) ?? new Map<string, number>();
    first.set(key, ofService);
    const known = ofService.get(row.version) ?? Number.POSITIVE_INFINITY;
    ofService.set(row.version, Math.min(known, row.firstBucket));
  }
  return new Map(
    [...first].map(([key, versions]) => [
      key,
      [...versions]
        .sort((a, b) => a[1] - b[1])
        .slice(-MOST_VERSIONS)
        .map(([version, bucket]) => ({
          version,
          firstSeenAt: new Date(bucket * 1000).toISOString(),
        })),
    ]),
  );
}
