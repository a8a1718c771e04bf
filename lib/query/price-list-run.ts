import { randomUUID } from "node:crypto";
import { resourcesParams } from "@/lib/contract/resources.ts";
import {
  addDays,
  type Day,
  dayAt,
  dayStartMs,
  daysOf,
  earlierOf,
  laterOf,
  monthStartOf,
} from "@/lib/domain/cost-days.ts";
import type { Charge } from "@/lib/domain/costs.ts";
import {
  type PricedUnit,
  type PricedUse,
  type PriceListSettings,
  priceUse,
  type ServiceUse,
} from "@/lib/domain/price-list.ts";
import { type ServiceKey, serviceKeyText } from "@/lib/domain/service.ts";
import { newReading, storeBill } from "./cost-bill.ts";
import { queryResources } from "./resources.ts";
import { serviceWork } from "./service-work.ts";

const HOUR_SECONDS = 3_600;
/** Days that are worked out again: telemetry may arrive late. */
const AGAIN_DAYS = 3;
/** No telemetry is kept for longer. */
const MOST_DAYS = 400;

type PriceListRun = {
  source: string;
  settings: PriceListSettings;
  readBackTo: Day | null;
  now: () => number;
};

/**
 * Works out what telemetry's days come to by a price list, whole days through yesterday: at first all of them from the
 * list's first day on, later the last three. A day of which no telemetry tells keeps what is stored. Returns the earliest
 * day that was worked out.
 */
export async function runPriceList(run: PriceListRun): Promise<Day> {
  const { settings, readBackTo, now } = run;
  const today = dayAt(now());
  const earliest = addDays(today, -(readBackTo === null ? MOST_DAYS : AGAIN_DAYS));
  const first = laterOf(settings.from, earliest);
  for (const day of daysOf(first, today)) await storeDay(run, day);
  return readBackTo === null ? first : earlierOf(readBackTo, first);
}

/** Each day is a bill by itself, so that days that telemetry has forgotten are not taken for free ones. */
async function storeDay({ source, settings, now }: PriceListRun, day: Day): Promise<void> {
  const uses = await usesOf(day, now());
  if (uses.length === 0) return;
  const charges = priceUse(uses, settings.prices).map((used) => chargeOf(used, { day, settings }));
  const reading = newReading();
  reading.rowCount = charges.length;
  await storeBill({
    bill: {
      ...{ importId: randomUUID(), source, part: day, basis: "estimate" as const },
      periods: [monthStartOf(day)],
    },
    charges: (async function* () {
      yield charges;
    })(),
    ...{ reading, now, mayBeEmpty: true },
  });
}

async function usesOf(day: Day, nowMs: number): Promise<ServiceUse[]> {
  const range = { from: day, to: addDays(day, 1) };
  const work = await serviceWork(range, nowMs);
  if (work.length === 0) return [];
  const sent = await bytesSent(day, nowMs);
  return work.map(({ namespace, service, environment, instanceHours, requestCount }) => {
    const key = { namespace, service, environment };
    const bytes = sent.get(serviceKeyText(key)) ?? null;
    return { service: key, instanceHours, requestCount, bytesSent: bytes };
  });
}

/** Whole bytes by service; a host's network counts once, for the service that says most of it. */
async function bytesSent(day: Day, nowMs: number): Promise<Map<string, number>> {
  const from = new Date(dayStartMs(day)).toISOString();
  const to = new Date(dayStartMs(addDays(day, 1))).toISOString();
  const asked = resourcesParams.parse({ from, to, step: HOUR_SECONDS });
  const { groups, stepSeconds } = await queryResources(asked, nowMs);
  const most = new Map<string, { service: string; bytes: number }>();
  for (const { key, points } of groups) {
    const told = points.flatMap((point) => point.networkTransmitBytesPerSecond ?? []);
    if (told.length === 0) continue;
    const bytes = Math.round(told.reduce((sum, rate) => sum + rate * stepSeconds, 0));
    const network = key.host && !key.container ? `host ${key.host}` : JSON.stringify(key);
    const before = most.get(network);
    if (before && before.bytes >= bytes) continue;
    most.set(network, { service: serviceKeyText(key), bytes });
  }
  const sums = new Map<string, number>();
  for (const { service, bytes } of most.values()) {
    sums.set(service, (sums.get(service) ?? 0) + bytes);
  }
  return sums;
}

const LINES: Record<PricedUnit, { service: string; serviceCategory: string }> = {
  "instance-hour": { service: "Instance hours", serviceCategory: "Compute" },
  "million-requests": { service: "Requests", serviceCategory: "Compute" },
  "gigabyte-sent": { service: "Data sent", serviceCategory: "Networking" },
};

/** Nothing was billed: it has an effective cost alone. Its tags name the service, so that no rule is needed. */
const chargeOf = (
  { service, unit, amount }: PricedUse,
  { day, settings }: { day: Day; settings: PriceListSettings },
): Charge => ({
  ...{ provider: "Price list", billingAccount: "", period: monthStartOf(day), day },
  coveredToMs: dayStartMs(addDays(day, 1)),
  ...LINES[unit],
  ...{ account: "", accountName: "", region: "", chargeCategory: "Usage" },
  currency: settings.currency,
  tags: tagsOf(service),
  ...{ billedCost: null, effectiveCost: amount, listCost: null, estimated: true },
});

const tagsOf = ({ namespace, service, environment }: ServiceKey): Record<string, string> => ({
  "service.name": service,
  ...(namespace && { "service.namespace": namespace }),
  ...(environment && { "deployment.environment.name": environment }),
});
