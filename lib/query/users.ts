import { serviceId } from "@/lib/aggregate/service-id.ts";
import { STANDARD_ERROR, UserSketch } from "@/lib/aggregate/user-sketch.ts";
import { SELF_SERVICE, type ServiceKey } from "@/lib/domain/service.ts";
import { DAY_SECONDS, dayOf } from "@/lib/domain/users.ts";
import { findServices } from "@/lib/store/origins.ts";
import type { Queryable } from "@/lib/store/queryable.ts";
import { loadUserSketches } from "@/lib/store/user-sketches.ts";

/** Distinct users of each of some UTC days; null: no request named any. */
export type UserDays = {
  days: { day: string; users: number | null }[];
  /** Of services that name users, the most on one day, those with most users first. */
  services: (ServiceKey & { usersPerDay: number })[];
  standardErrorRatio: number;
};

type Filters = { service: string[]; namespace: string[]; environment: string[] };

/** Users of the services that a filter means, on the UTC days that end with the one of `toMs`. */
export async function queryUserDays(
  client: Queryable,
  { filters, toMs, dayCount }: { filters: Filters; toMs: number; dayCount: number },
): Promise<UserDays> {
  const lastDay = dayOf(Math.floor((toMs - 1) / 1_000));
  const fromDay = lastDay - (dayCount - 1) * DAY_SECONDS;
  const services = (await findServices(client, filters)).filter(
    ({ service }) => service !== SELF_SERVICE || filters.service.includes(service),
  );
  const byId = new Map(services.map((key) => [serviceId(key), key]));
  const wanted = { fromDay, toDay: lastDay + DAY_SECONDS, serviceIds: [...byId.keys()] };
  const ofDay = new Map<number, UserSketch>();
  const ofService = new Map<bigint, Map<number, UserSketch>>();
  for (const { serviceId: id, day, sketch } of await loadUserSketches(client, wanted)) {
    const own = ofService.get(id) ?? new Map<number, UserSketch>();
    ofService.set(id, own);
    for (const sketches of [ofDay, own]) {
      const merged = sketches.get(day) ?? new UserSketch();
      merged.merge(sketch);
      sketches.set(day, merged);
    }
  }
  const days = Array.from({ length: dayCount }, (_, i) => fromDay + i * DAY_SECONDS);
  return {
    days: days.map((day) => ({
      day: new Date(day * 1_000).toISOString().slice(0, 10),
      users: ofDay.get(day)?.estimate() ?? null,
    })),
    services: [...ofService]
      .flatMap(([id, own]) => {
        const key = byId.get(id);
        const most = Math.max(...[...own.values()].map((sketch) => sketch.estimate()));
        return key ? [{ ...key, usersPerDay: most }] : [];
      })
      .sort((a, b) => b.usersPerDay - a.usersPerDay),
    standardErrorRatio: STANDARD_ERROR,
  };
}
