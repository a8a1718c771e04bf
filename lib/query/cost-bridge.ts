import { cachesParams } from "@/lib/contract/caches.ts";
import type { CostBridgeParams, CostBridgeResponse } from "@/lib/contract/cost-bridge.ts";
import { type BridgeService, type BridgeSide, explainUnitCost } from "@/lib/domain/cost-bridge.ts";
import { addDays, type DayRange, dayAt, dayStartMs, rangeBefore } from "@/lib/domain/cost-days.ts";
import type { CostLineGroup, MappedCosts } from "@/lib/domain/cost-mapping.ts";
import { moneyText, sumMoney } from "@/lib/domain/money.ts";
import { type ServiceKey, serviceKeyText } from "@/lib/domain/service.ts";
import { queryCaches } from "./caches.ts";
import { mapRange } from "./cost-mapping.ts";
import { type CostFrame, completeDays, costFrame, wholeDays } from "./cost-selection.ts";
import { cachesOverview } from "./overview-caches.ts";
import type { RequestFilters } from "./request-selection.ts";
import { countedDays, type ServiceWork, serviceWork } from "./service-work.ts";
import { loadVersionChanges } from "./version-activity.ts";

const DAY_SECONDS = 86_400;
const EVERYTHING: RequestFilters = {
  ...{ service: [], namespace: [], environment: [], route: [] },
  ...{ method: [], status: [], instance: [], version: [] },
};

/** Why 1,000 requests cost another amount than in the days before. Throws `ParameterError`. */
export async function queryCostBridge(
  params: CostBridgeParams,
  nowMs: number,
): Promise<CostBridgeResponse> {
  const asked = wholeDays(params, nowMs);
  const frame = await costFrame(params, asked);
  const after = completeDays(asked, frame.completeThrough);
  const nothing = { currency: frame.chosen?.currency ?? null, bridge: null, deploys: [] };
  if (after === null || frame.chosen === null) {
    return { ...nothing, from: null, through: null, previousFrom: null, previousThrough: null };
  }
  const before =
    params.previousFrom === undefined || params.previousTo === undefined
      ? rangeBefore(after)
      : wholeDays({ from: params.previousFrom, to: params.previousTo }, nowMs);
  const [was, is] = [await readPeriod(frame, before, nowMs), await readPeriod(frame, after, nowMs)];
  const deploys = await firstDeploys(is.range, nowMs);
  const days = {
    ...{ from: is.range.from, through: addDays(is.range.to, -1) },
    ...{ previousFrom: was.range.from, previousThrough: addDays(was.range.to, -1) },
  };
  if (was.isUntold) return { ...nothing, ...days };
  const bridge = explainUnitCost({
    services: bridgeServices(was, is, deploys),
    before: was.totals,
    after: is.totals,
  });
  return { ...nothing, ...days, bridge, deploys: [...deploys.values()] };
}

type Period = {
  /** From the first day of which requests tell on. */
  range: DayRange;
  work: ServiceWork[];
  mapped: MappedCosts;
  hitRatios: Map<string, number | null>;
  totals: { requestCount: number; charges: string; unmapped: string };
  /** No line tells of it. */
  isUntold: boolean;
};

const isUsage = ({ dimensions }: CostLineGroup): boolean => dimensions.chargeCategory === "Usage";

async function readPeriod(frame: CostFrame, asked: DayRange, nowMs: number): Promise<Period> {
  const work = await serviceWork(asked, nowMs);
  const range = countedDays(asked, work) ?? asked;
  const question = { range, work, nowMs };
  const mapped = await mapRange(frame, question, isUsage);
  const others = await mapRange(frame, question, (group) => !isUsage(group));
  const charges = sumMoney([
    ...others.services.flatMap(({ direct, shared }) => [direct, shared]),
    ...others.unmapped.map(({ group }) => group.amount),
  ]);
  const unmapped = sumMoney(mapped.unmapped.map(({ group }) => group.amount));
  const requestCount = work.reduce((sum, one) => sum + one.requestCount, 0);
  const costs = mapped.services.some(({ direct, shared }) => !direct.plus(shared).isZero());
  return {
    ...{ range, work, mapped, hitRatios: await readHitRatios(range, nowMs) },
    totals: { requestCount, charges: moneyText(charges), unmapped: moneyText(unmapped) },
    isUntold: !costs && mapped.unmapped.length === 0 && charges.isZero(),
  };
}

/** The share that all caches of a service answer together, over the range. */
async function readHitRatios(range: DayRange, nowMs: number): Promise<Map<string, number | null>> {
  const asked = {
    from: new Date(dayStartMs(range.from)).toISOString(),
    to: new Date(Math.min(dayStartMs(range.to), nowMs)).toISOString(),
    step: DAY_SECONDS,
  };
  const { groups } = await queryCaches(cachesParams.parse(asked), nowMs);
  const texts = new Set(groups.map(({ key }) => serviceKeyText(key)));
  return new Map(
    [...texts].map((text) => {
      const own = groups.filter(({ key }) => serviceKeyText(key) === text);
      return [text, cachesOverview(own, DAY_SECONDS)?.hitRatio ?? null];
    }),
  );
}

type Deploy = CostBridgeResponse["deploys"][number];

/** The first new version of each service in a range. */
async function firstDeploys(range: DayRange, nowMs: number): Promise<Map<string, Deploy>> {
  const span = { fromMs: dayStartMs(range.from), toMs: Math.min(dayStartMs(range.to), nowMs) };
  const found = new Map<string, Deploy>();
  for (const { key, version, at } of await loadVersionChanges(EVERYTHING, span, nowMs)) {
    const text = serviceKeyText(key);
    if (found.has(text)) continue;
    const { namespace, service, environment } = key;
    found.set(text, { namespace, service, environment, version, day: dayAt(at * 1_000) });
  }
  return found;
}

function bridgeServices(
  was: Period,
  is: Period,
  deploys: ReadonlyMap<string, Deploy>,
): BridgeService[] {
  const keys = new Map<string, ServiceKey>(
    [...was.mapped.services, ...is.mapped.services].map((key) => [serviceKeyText(key), key]),
  );
  return [...keys].map(([text, { service }]) => ({
    name: service,
    before: sideOf(was, text),
    after: sideOf(is, text),
    untilDeploy: untilDeploy(is, text, deploys.get(text)),
  }));
}

function sideOf({ work, mapped, hitRatios }: Period, text: string): BridgeSide {
  const own = work.find((one) => serviceKeyText(one) === text);
  const cost = mapped.services.find((one) => serviceKeyText(one) === text);
  return {
    cost: cost ? moneyText(cost.direct.plus(cost.shared)) : "0",
    requestCount: own?.requestCount ?? 0,
    instanceHours: own?.instanceHours ?? null,
    hitRatio: hitRatios.get(text) ?? null,
  };
}

function untilDeploy(
  { work }: Period,
  text: string,
  deploy: Deploy | undefined,
): BridgeService["untilDeploy"] {
  const own = work.find((one) => serviceKeyText(one) === text);
  if (deploy === undefined || own === undefined) return null;
  let [requestCount, instanceHours] = [0, 0];
  for (const [day, did] of own.byDay) {
    if (day >= deploy.day) continue;
    requestCount += did.requestCount;
    instanceHours += did.instanceHours;
  }
  return { requestCount, instanceHours };
}
