import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { ParameterError, parseInstant, resolveRange } from "@/lib/contract/time.ts";
import type { Marker, MarkersParams, MarkersResponse, NewMarker } from "@/lib/contract/timeline.ts";
import { ConflictError, NotFoundError } from "@/lib/domain/problem.ts";
import { concernsFilter } from "@/lib/domain/timeline.ts";
import {
  deleteMarkerRow,
  insertMarker,
  type StoredMarker,
  selectMarkers,
} from "@/lib/store/markers.ts";
import type { Asking } from "./boards.ts";

/** A range answers with the newest of this many. */
export const MOST_MARKERS = 1_000;

/** A marker may announce what is to come, but a mistyped year is a mistake. */
const FUTURE_MS = 366 * 86_400_000;

const toResponse = (marker: StoredMarker): Marker => ({
  id: marker.id,
  kind: marker.kind,
  title: marker.title,
  at: new Date(marker.atMs).toISOString(),
  service: marker.service,
  namespace: marker.namespace,
  environment: marker.environment,
  version: marker.version,
  url: marker.url,
  description: marker.description,
  createdAt: new Date(marker.createdMs).toISOString(),
  createdBy: marker.owner.name,
});

function momentOf(at: string | number, nowMs: number): number {
  const atMs = typeof at === "number" ? at : parseInstant(at, nowMs);
  if (atMs === null || !Number.isFinite(atMs)) {
    throw new ParameterError("at", "at: use ISO 8601, Unix milliseconds, or now-5m");
  }
  if (atMs < 0 || atMs > nowMs + FUTURE_MS) {
    throw new ParameterError("at", "at: it lies more than a year ahead, or before 1970");
  }
  return Math.round(atMs);
}

/** What two requests with one idempotency key must agree on; without a time, each means its own now. */
const tellingOf = (
  { id: _, createdMs: __, owner: ___, atMs, ...told }: StoredMarker,
  withTime: boolean,
) => (withTime ? { ...told, atMs } : told);

/**
 * Stores what somebody says happened. A second one of the same author with the same idempotency key answers with the
 * first. Throws `ParameterError` for a moment that is none, `ConflictError` when the key was used for something else.
 */
export async function createMarker(
  given: NewMarker,
  { author, nowMs, idempotencyKey }: Asking & { idempotencyKey: string | null },
): Promise<Marker> {
  const { at, ...told } = given;
  const wanted: StoredMarker = {
    ...told,
    id: randomUUID(),
    atMs: momentOf(at, nowMs),
    owner: author,
    idempotencyKey,
    createdMs: nowMs,
  };
  const stored = await insertMarker(wanted);
  const absolute = typeof at === "number" || !at.trim().startsWith("now");
  if (!isDeepStrictEqual(tellingOf(stored, absolute), tellingOf(wanted, absolute))) {
    throw new ConflictError("This Idempotency-Key was used for another marker: choose a new one");
  }
  return toResponse(stored);
}

/** The markers of a range that concern a service of the question, newest first. Throws `ParameterError`. */
export async function queryMarkers(params: MarkersParams, nowMs: number): Promise<MarkersResponse> {
  const found = await selectMarkers(resolveRange(params, nowMs), MOST_MARKERS);
  return { markers: found.filter((marker) => concernsFilter(marker, params)).map(toResponse) };
}

/** Takes a marker away. Throws `NotFoundError`. */
export async function deleteMarker(id: string): Promise<void> {
  if (!(await deleteMarkerRow(id))) throw new NotFoundError("There is no marker with this id");
}
