import type { ServiceKey } from "@/lib/domain/service.ts";
import { seriesId } from "./series-id.ts";

/** Stable id of a service over all its sources; spans, log records and metric series carry it. */
export const serviceId = (key: ServiceKey): bigint =>
  seriesId(["service", key.namespace, key.service, key.environment]);
