import type { ClientBase } from "pg";
import { serviceTierId } from "@/lib/aggregate/request-series.ts";
import type { TierRow } from "@/lib/aggregate/request-tiers.ts";
import { chooseSource } from "@/lib/aggregate/source-choice.ts";
import type { ServiceKey } from "@/lib/domain/service.ts";
import type { SeriesCatalog } from "@/lib/query/series-catalog.ts";
import {
  loadMinuteCounts,
  loadSourceChoices,
  storeSourceChoice,
} from "@/lib/store/source-choices.ts";

const HOUR = 3_600;
/** An hour is judged with the ten minutes around it, so that a choice at its edge rests on enough. */
const AROUND = 600;

/**
 * Decides anew, for each service and hour that the given service minutes touch, which source counts it. Runs in the
 * fold's transaction after the tiers, so that the choice and the rows that it rests on appear together.
 */
export async function chooseSources(
  client: ClientBase,
  catalog: SeriesCatalog,
  minutes: readonly TierRow[],
): Promise<void> {
  for (const { key, keyText, hours } of touchedHours(catalog, minutes)) {
    for (const hour of hours) await chooseForHour(client, { key, keyText, hour });
  }
}

type Touched = { key: ServiceKey; keyText: string; hours: number[] };

/** Only services that report both ways have a choice. */
function touchedHours(catalog: SeriesCatalog, minutes: readonly TierRow[]): Touched[] {
  const touched = new Map<string, { key: ServiceKey; hours: Set<number> }>();
  for (const row of minutes) {
    const identity = catalog.identityOf(row.id);
    if (!identity || identity.source === "none") continue;
    const other = identity.source === "spans" ? "metrics" : "spans";
    if (!catalog.identityOf(serviceTierId(identity.key, other))) continue;
    const known = touched.get(identity.keyText) ?? { key: identity.key, hours: new Set<number>() };
    touched.set(identity.keyText, known);
    for (const around of [-AROUND, 0, AROUND]) {
      known.hours.add(Math.floor((row.bucket + around) / HOUR) * HOUR);
    }
  }
  return [...touched].map(([keyText, { key, hours }]) => ({
    key,
    keyText,
    hours: [...hours].sort((a, b) => a - b),
  }));
}

async function chooseForHour(
  client: ClientBase,
  at: { key: ServiceKey; keyText: string; hour: number },
): Promise<void> {
  const spansId = serviceTierId(at.key, "spans");
  const metricsId = serviceTierId(at.key, "metrics");
  const range = { fromSeconds: at.hour - AROUND, toSeconds: at.hour + HOUR + AROUND };
  const counts = await loadMinuteCounts(client, [spansId, metricsId], range);
  const stored = await loadSourceChoices(client, { fromSeconds: at.hour, toSeconds: at.hour });
  const previous = stored.find((choice) => choice.serviceKey === at.keyText)?.source ?? null;
  const choice = chooseSource(
    counts.get(spansId) ?? new Map(),
    counts.get(metricsId) ?? new Map(),
    previous,
  );
  if (choice) await storeSourceChoice(client, { ...choice, serviceKey: at.keyText, hour: at.hour });
}
