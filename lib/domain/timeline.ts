import type { ServiceKey } from "./service.ts";

/** What a marker can say happened. */
export const MARKER_KINDS = [
  "deployment",
  "configuration",
  "incident",
  "maintenance",
  "note",
] as const;
export type MarkerKind = (typeof MARKER_KINDS)[number];

/** Where something happened. Null: anywhere; an empty text: where telemetry names none. */
export type MarkerPlace = { [K in keyof ServiceKey]: string | null };

/** Which services a question is about; an empty list is all. */
export type PlaceFilter = { [K in keyof ServiceKey]: readonly string[] };

const PLACE_PARTS = ["service", "namespace", "environment"] as const;

/** Whether something that happened there concerns any service of a question. */
export const concernsFilter = (place: MarkerPlace, filter: PlaceFilter): boolean =>
  PLACE_PARTS.every((part) => {
    const value = place[part];
    return value === null || filter[part].length === 0 || filter[part].includes(value);
  });

/** Whether something that happened there concerns this service. */
export const concernsService = (place: MarkerPlace, key: ServiceKey): boolean =>
  PLACE_PARTS.every((part) => place[part] === null || place[part] === key[part]);

/** Fewer requests than this before or after something cannot be compared. */
export const MINIMUM_COMPARED = 30;
