import type { Mutes } from "@/lib/domain/muting.ts";
import type { Queryable } from "@/lib/store/queryable.ts";
import { selectOpenSilences } from "@/lib/store/watched-rules.ts";
import { loadAlertRouting } from "./alert-routes.ts";
import { loadMaintenance } from "./maintenance.ts";

/** All that keeps alerts quiet now or may soon. */
export async function loadMutes(client: Queryable, nowMs: number): Promise<Mutes> {
  return {
    silences: await selectOpenSilences(client, nowMs),
    windows: await loadMaintenance(client),
    inhibitions: (await loadAlertRouting(client)).inhibitions,
  };
}
