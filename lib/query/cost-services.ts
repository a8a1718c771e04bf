import { serviceId } from "@/lib/aggregate/service-id.ts";
import { UserSketch } from "@/lib/aggregate/user-sketch.ts";
import type {
  CostOfService,
  CostServicesParams,
  CostServicesResponse,
} from "@/lib/contract/cost-services.ts";
import { addDays, type DayRange, dayStartMs } from "@/lib/domain/cost-days.ts";
import { type MappedCosts, unmappedTotal } from "@/lib/domain/cost-mapping.ts";
import { type Money, moneyText, sumMoney, UNIT_DIGITS } from "@/lib/domain/money.ts";
import { type ServiceKey, serviceKeyText } from "@/lib/domain/service.ts";
import { readPool } from "@/lib/platform/db.ts";
import { loadUserSketches } from "@/lib/store/user-sketches.ts";
import { mapRange } from "./cost-mapping.ts";
import { costFrame, wholeDays } from "./cost-selection.ts";
import { serviceWork } from "./service-work.ts";

/** What each service cost, by rules and tags, and what no service was given. Throws `ParameterError`. */
export async function queryCostServices(
  params: CostServicesParams,
  nowMs: number,
): Promise<CostServicesResponse> {
  const range = wholeDays(params, nowMs);
  const frame = await costFrame(params, range);
  const told = { from: range.from, through: addDays(range.to, -1) };
  if (frame.chosen === null) {
    const unmapped = { total: "0", lines: [] };
    return { ...told, currency: null, metric: null, total: null, services: [], unmapped };
  }
  const work = await serviceWork(range, nowMs);
  const mapped = await mapRange(frame, { range, work, nowMs });
  const users = await distinctUsers(work, range);
  const services = mapped.services
    .map((service) => toCost(service, users.get(serviceKeyText(service)) ?? null))
    .filter(({ total, requestCount }) => total !== "0" || requestCount > 0)
    .sort((a, b) => Number(b.total) - Number(a.total));
  const unmapped = unmappedTotal(mapped);
  return {
    ...{ ...told, ...frame.chosen, services },
    total: moneyText(sumMoney([...services.map(({ total }) => total), unmapped])),
    unmapped: { total: unmapped, lines: unmappedLines(mapped) },
  };
}

function toCost(
  { namespace, service, environment, ...one }: MappedCosts["services"][number],
  users: number | null,
): CostOfService {
  const total = one.direct.plus(one.shared);
  return {
    ...{ namespace, service, environment, requestCount: one.requestCount, users },
    ...{ direct: moneyText(one.direct), shared: moneyText(one.shared), total: moneyText(total) },
    perThousandRequests: one.requestCount > 0 ? each(total.times(1_000), one.requestCount) : null,
    perUser: users !== null && users > 0 ? each(total, users) : null,
  };
}

const each = (amount: Money, count: number): string =>
  moneyText(amount.div(count).toDecimalPlaces(UNIT_DIGITS));

function unmappedLines({ unmapped }: MappedCosts): CostServicesResponse["unmapped"]["lines"] {
  const lines = new Map<
    string,
    { service: string; reason: (typeof unmapped)[number]["reason"]; amounts: string[] }
  >();
  for (const { group, reason } of unmapped) {
    const service = group.dimensions.service ?? "";
    const text = JSON.stringify([service, reason]);
    const line = lines.get(text) ?? { service, reason, amounts: [] };
    lines.set(text, line);
    line.amounts.push(group.amount);
  }
  return [...lines.values()]
    .map(({ service, reason, amounts }) => ({
      service,
      reason,
      amount: moneyText(sumMoney(amounts)),
    }))
    .sort((a, b) => Number(b.amount) - Number(a.amount));
}

/** Users of each service over a whole range, each counted once, by `serviceKeyText`. */
async function distinctUsers(
  services: readonly ServiceKey[],
  range: DayRange,
): Promise<Map<string, number>> {
  const byId = new Map(services.map((key) => [serviceId(key), serviceKeyText(key)]));
  const rows = await loadUserSketches(readPool(), {
    fromDay: dayStartMs(range.from) / 1_000,
    toDay: dayStartMs(range.to) / 1_000,
    serviceIds: [...byId.keys()],
  });
  const merged = new Map<string, UserSketch>();
  for (const { serviceId: id, sketch } of rows) {
    const text = byId.get(id);
    if (text === undefined) continue;
    const own = merged.get(text) ?? new UserSketch();
    own.merge(sketch);
    merged.set(text, own);
  }
  return new Map([...merged].map(([text, sketch]) => [text, Math.round(sketch.estimate())]));
}
