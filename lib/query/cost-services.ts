import type {
  CostOfService,
  CostServicesParams,
  CostServicesResponse,
} from "@/lib/contract/cost-services.ts";
import { addDays, type DayRange } from "@/lib/domain/cost-days.ts";
import { type MappedCosts, unmappedTotal } from "@/lib/domain/cost-mapping.ts";
import { type Money, moneyText, sumMoney, UNIT_DIGITS } from "@/lib/domain/money.ts";
import { serviceKeyText } from "@/lib/domain/service.ts";
import { mapRange } from "./cost-mapping.ts";
import { type CostFrame, completeDays, costFrame, wholeDays } from "./cost-selection.ts";
import { distinctUsers } from "./cost-users.ts";
import { countedDays, serviceWork } from "./service-work.ts";

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
  const units = await readUnits(frame, range, nowMs);
  const services = mapped.services
    .map((service) => toCost(service, units?.get(serviceKeyText(service)) ?? null))
    .filter(({ total, requestCount }) => total !== "0" || requestCount > 0)
    .sort((a, b) => Number(b.total) - Number(a.total));
  const unmapped = unmappedTotal(mapped);
  return {
    ...{ ...told, ...frame.chosen, services },
    total: moneyText(sumMoney([...services.map(({ total }) => total), unmapped])),
    unmapped: { total: unmapped, lines: unmappedLines(mapped) },
  };
}

/** What is divided: the cost, the requests and the users of the days of which bill and requests tell. */
type Units = { cost: Money; requestCount: number; users: number | null };

/** By `serviceKeyText`; null: no whole day has both. */
async function readUnits(
  frame: CostFrame,
  asked: DayRange,
  nowMs: number,
): Promise<Map<string, Units> | null> {
  const billed = completeDays(asked, frame.completeThrough);
  const work = billed && (await serviceWork(billed, nowMs));
  const range = billed && work && countedDays(billed, work);
  if (!range) return null;
  const { services } = await mapRange(frame, { range, work, nowMs });
  const users = await distinctUsers(work, range);
  return new Map(
    services.map((one) => {
      const text = serviceKeyText(one);
      const cost = one.direct.plus(one.shared);
      return [text, { cost, requestCount: one.requestCount, users: users.get(text) ?? null }];
    }),
  );
}

function toCost(
  { namespace, service, environment, ...one }: MappedCosts["services"][number],
  units: Units | null,
): CostOfService {
  const { cost, requestCount = 0, users = null } = units ?? {};
  return {
    ...{ namespace, service, environment, requestCount: one.requestCount, users },
    ...{ direct: moneyText(one.direct), shared: moneyText(one.shared) },
    total: moneyText(one.direct.plus(one.shared)),
    perThousandRequests: cost && requestCount > 0 ? each(cost.times(1_000), requestCount) : null,
    perUser: cost && users !== null && users > 0 ? each(cost, users) : null,
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
