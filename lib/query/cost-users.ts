import { serviceId } from "@/lib/aggregate/service-id.ts";
import { UserSketch } from "@/lib/aggregate/user-sketch.ts";
import { type DayRange, dayStartMs } from "@/lib/domain/cost-days.ts";
import { type ServiceKey, serviceKeyText } from "@/lib/domain/service.ts";
import { readPool } from "@/lib/platform/db.ts";
import { loadUserSketches } from "@/lib/store/user-sketches.ts";

/** Users of each service over a whole range, each counted once, by `serviceKeyText`. */
export async function distinctUsers(
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
