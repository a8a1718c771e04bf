import { INCIDENTS, type IncidentName } from "./incident-schedule.ts";
import type { Settings } from "./settings.ts";

const TIMEOUT_MS = 5_000;

/** Marks the beginning of an incident where the settings say; without an address it marks nothing. */
export async function markIncident(name: IncidentName, { markers }: Settings): Promise<void> {
  if (markers === undefined) return;
  const answer = await fetch(markers.url, {
    method: "POST",
    headers: { authorization: `Bearer ${markers.key}`, "content-type": "application/json" },
    body: JSON.stringify({
      kind: "incident",
      title: name,
      environment: "demo",
      description: INCIDENTS[name].cause,
    }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!answer.ok) throw new Error(`${name} was not marked: ${answer.status}`);
}
