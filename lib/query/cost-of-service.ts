import type { CostOfServiceParams, CostOfServiceResponse } from "@/lib/contract/cost-of-service.ts";
import { addDays, type Day, type DayRange, daysBetween, daysOf } from "@/lib/domain/cost-days.ts";
import { type GivenCost, type MappedCosts, unmappedTotal } from "@/lib/domain/cost-mapping.ts";
import { type Money, moneyText, sumMoney, UNIT_DIGITS } from "@/lib/domain/money.ts";
import { type ServiceKey, serviceKeyText } from "@/lib/domain/service.ts";
import { mapDays } from "./cost-mapping.ts";
import { type CostFrame, completeDays, costFrame, wholeDays } from "./cost-selection.ts";
import { distinctUsers } from "./cost-users.ts";
import { countedDays, type ServiceWork, serviceWork } from "./service-work.ts";

type Costs = NonNullable<CostOfServiceResponse["costs"]>;

/** What one service cost day by day, and by which tags and rules that is known. Throws `ParameterError`. */
export async function queryCostOfService(
  params: CostOfServiceParams,
  nowMs: number,
): Promise<CostOfServiceResponse> {
  const { service, namespace, environment, ...asked } = params;
  const days = wholeDays(asked, nowMs);
  const frame = await costFrame(asked, days);
  const range = completeDays(days, frame.completeThrough);
  if (frame.chosen === null || range === null) {
    return { currency: null, metric: null, costs: null, unmapped: null };
  }
  const key = { service, namespace, environment };
  const now = await readPeriod(frame, { key, range, nowMs });
  return {
    ...frame.chosen,
    costs: now.given.length === 0 ? null : await toCosts(now, { frame, key, nowMs }),
    unmapped: moneyText(sumMoney([...now.byDay.values()].map(unmappedTotal))),
  };
}

type Period = {
  range: DayRange;
  byDay: ReadonlyMap<Day, MappedCosts>;
  /** Of the service asked for. */
  given: GivenCost[];
  requests: ReadonlyMap<Day, number>;
  total: Money;
  perThousandRequests: string | null;
  /** Days of which requests tell; null: none. */
  counted: DayRange | null;
};

type Question = { key: ServiceKey; range: DayRange; nowMs: number };

async function readPeriod(frame: CostFrame, { key, range, nowMs }: Question): Promise<Period> {
  const work = await serviceWork(range, nowMs);
  const byDay = await mapDays(frame, { range, work, nowMs });
  const requests = requestsOf(work, key);
  const counted = countedDays(range, work);
  const since = counted?.from ?? range.to;
  const amounts = [...byDay].map(([day, mapped]) => ({ day, given: givenTo(mapped, key) }));
  const paid = sumOf(amounts.flatMap(({ day, given }) => (day >= since ? given : [])));
  const requestCount = [...requests.values()].reduce((sum, count) => sum + count, 0);
  const given = amounts.flatMap((one) => one.given);
  return {
    ...{ range, byDay, given, requests, counted },
    total: sumOf(given),
    perThousandRequests: perThousand(paid, requestCount),
  };
}

const givenTo = ({ given }: MappedCosts, key: ServiceKey): GivenCost[] =>
  given.filter(({ to }) => serviceKeyText(to) === serviceKeyText(key));

const sumOf = (given: readonly GivenCost[]): Money => sumMoney(given.map(({ amount }) => amount));

const perThousand = (amount: Money, requestCount: number): string | null =>
  requestCount > 0
    ? moneyText(amount.times(1_000).div(requestCount).toDecimalPlaces(UNIT_DIGITS))
    : null;

function requestsOf(work: readonly ServiceWork[], key: ServiceKey): Map<Day, number> {
  const own = work.find((one) => serviceKeyText(one) === serviceKeyText(key));
  return new Map([...(own?.byDay ?? [])].map(([day, did]) => [day, did.requestCount]));
}

async function toCosts(
  now: Period,
  { frame, key, nowMs }: { frame: CostFrame; key: ServiceKey; nowMs: number },
): Promise<Costs> {
  const { range, byDay, given, requests, total, counted } = now;
  const before = await readPeriod(frame, { key, range: daysBefore(range), nowMs });
  const users = counted
    ? ((await distinctUsers([key], counted)).get(serviceKeyText(key)) ?? null)
    : null;
  const paid = sumOf(
    [...byDay].flatMap(([day, mapped]) =>
      day >= (counted?.from ?? "") ? givenTo(mapped, key) : [],
    ),
  );
  return {
    ...periodOf(now),
    ...{ requestCount: [...requests.values()].reduce((sum, one) => sum + one, 0), users },
    perUser: users ? moneyText(paid.div(users).toDecimalPlaces(UNIT_DIGITS)) : null,
    billRatio: ratioOf(total, byDay),
    previous: before.byDay.size === 0 ? null : periodOf(before),
    days: daysOf(range.from, range.to).map((day) => {
      const mapped = byDay.get(day);
      const amount = mapped ? sumOf(givenTo(mapped, key)) : null;
      const requestCount = requests.get(day) ?? 0;
      return {
        ...{ day, amount: amount && moneyText(amount), requestCount },
        perThousandRequests: amount && perThousand(amount, requestCount),
      };
    }),
    attributions: attributionsOf(given),
  };
}

/** As many days right before. */
const daysBefore = ({ from, to }: DayRange): DayRange => ({
  from: addDays(from, -daysBetween(from, to)),
  to: from,
});

const periodOf = ({ range, total, perThousandRequests }: Period) => ({
  ...{ from: range.from, through: addDays(range.to, -1), total: moneyText(total) },
  perThousandRequests,
});

function ratioOf(total: Money, byDay: Period["byDay"]): number | null {
  const bill = sumMoney(
    [...byDay.values()].flatMap((mapped) => [
      ...mapped.given.map(({ amount }) => amount),
      unmappedTotal(mapped),
    ]),
  );
  return bill.lte(0) ? null : total.div(bill).toNumber();
}

function attributionsOf(given: readonly GivenCost[]): Costs["attributions"] {
  const found = new Map<string, GivenCost[]>();
  for (const one of given) {
    const text = JSON.stringify(one.why);
    found.set(text, [...(found.get(text) ?? []), one]);
  }
  return [...found.values()]
    .flatMap((own) => {
      const [first] = own;
      return first ? [{ ...first.why, amount: moneyText(sumOf(own)), lines: linesOf(own) }] : [];
    })
    .sort((a, b) => Number(b.amount) - Number(a.amount));
}

function linesOf(given: readonly GivenCost[]): Costs["attributions"][number]["lines"] {
  const names = [...new Set(given.map(({ group }) => group.dimensions.service ?? ""))];
  return names
    .map((service) => {
      const own = given.filter(({ group }) => (group.dimensions.service ?? "") === service);
      return { service, amount: moneyText(sumOf(own)) };
    })
    .sort((a, b) => Number(b.amount) - Number(a.amount));
}
