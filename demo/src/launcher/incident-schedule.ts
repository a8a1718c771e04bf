import { INCIDENT_NAMES } from "../incident-names.mjs";

export type IncidentName = (typeof INCIDENT_NAMES)[number];

/** When an incident is in a cycle, in minutes since its start, and what is behind it, for those who look it up. */
type Incident = { startMinute: number; endMinute: number; cause: string };

const MINUTE_MS = 60_000;

/** The incidents repeat after this long. */
export const CYCLE_MS = 40 * MINUTE_MS;

/** They never overlap, and leave the shop a minute and more to be well again. */
export const INCIDENTS: Readonly<Record<IncidentName, Incident>> = {
  "slow-endpoint": {
    startMinute: 3,
    endMinute: 5,
    cause: "The query behind the list of a user's orders takes half a second longer.",
  },
  "error-burst": {
    startMinute: 7,
    endMinute: 8.5,
    cause: "The identity provider refuses four log-ins in ten.",
  },
  "n-plus-one-release": {
    startMinute: 11,
    endMinute: 14,
    cause: "A release of orders asks for each product by itself, past its cache.",
  },
  "cache-flush": {
    startMinute: 16,
    endMinute: 18,
    cause: "A job flushes every layer of all caches again and again.",
  },
  "breaker-trip": {
    startMinute: 19.5,
    endMinute: 21.5,
    cause: "The payment provider answers 503 or not at all.",
  },
  "replica-lag": {
    startMinute: 23,
    endMinute: 25,
    cause: "The replica receives the primary's changes and does not replay them.",
  },
  "pool-exhaustion": {
    startMinute: 26.5,
    endMinute: 28,
    cause: "A report in orders holds every connection of its pools for two seconds at a time.",
  },
  "limit-storm": {
    startMinute: 29.5,
    endMinute: 31,
    cause: "One client reads the catalog twenty times a second.",
  },
  "dead-letter": {
    startMinute: 32.5,
    endMinute: 34,
    cause: "Orders are announced with a currency that the e-mail service cannot print.",
  },
  "slow-instance": {
    startMinute: 36,
    endMinute: 39,
    cause: "The instance gateway-2 takes 0.3 to 0.7 s longer for each request.",
  },
};

const startMsOf = (name: IncidentName) => INCIDENTS[name].startMinute * MINUTE_MS;

/** The incidents that the schedule has at this time since the start; the end is exclusive. */
export function scheduledIncidents(elapsedMs: number): Set<IncidentName> {
  const minute = (elapsedMs % CYCLE_MS) / MINUTE_MS;
  return new Set(
    INCIDENT_NAMES.filter(
      (name) => minute >= INCIDENTS[name].startMinute && minute < INCIDENTS[name].endMinute,
    ),
  );
}

/** The next start of an incident after this time, in milliseconds since the start. */
export function nextIncident(elapsedMs: number): { name: IncidentName; startMs: number } {
  const cycleStart = elapsedMs - (elapsedMs % CYCLE_MS);
  const upcoming = [0, CYCLE_MS]
    .flatMap((offset) =>
      INCIDENT_NAMES.map((name) => ({ name, startMs: cycleStart + offset + startMsOf(name) })),
    )
    .toSorted((a, b) => a.startMs - b.startMs)
    .find(({ startMs }) => startMs > elapsedMs);
  if (!upcoming) throw new RangeError("the cycle has no incidents");
  return upcoming;
}
