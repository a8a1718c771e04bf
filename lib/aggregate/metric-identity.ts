import { attributesToRecord } from "@/lib/decode/attributes.ts";
import type { KeyValue, Metric } from "@/lib/decode/otlp-messages.ts";
import { storableText } from "@/lib/decode/storable-text.ts";
import type { MetricKind, MetricSeriesRow, Temporality } from "@/lib/domain/metrics.ts";
import { ATTRIBUTE_LIMITS } from "@/lib/domain/telemetry-limits.ts";
import { canonicalJson } from "./canonical-json.ts";
import type { Origin } from "./origin.ts";
import { seriesId } from "./series-id.ts";

const LONGEST = { name: 255, unit: 63, description: 1_023 } as const;

/** What a metric's points are and how they follow each other. */
export type MetricShape = { kind: MetricKind; temporality: Temporality; isMonotonic: boolean };

/**
 * The series of a data point. Its id hashes the service, instance, scope, the metric's name, unit and shape, and the
 * attributes; of the rest of the resource, which holds process ids, only what a sender without an instance measures.
 * `cut` counts shortened attributes.
 */
export function describeSeries(
  metric: Pick<Metric, "name" | "unit" | "description">,
  shape: MetricShape,
  from: { origin: Origin; attributes: readonly KeyValue[]; registeredMs: number },
): { row: MetricSeriesRow; cut: number } {
  const { origin } = from;
  const { record, cut } = attributesToRecord(from.attributes, ATTRIBUTE_LIMITS);
  const row = {
    ...origin.service,
    ...shape,
    serviceId: origin.serviceId,
    instance: origin.instance || origin.hostName,
    version: origin.version,
    name: storableText(metric.name.slice(0, LONGEST.name)),
    unit: storableText(metric.unit.slice(0, LONGEST.unit)),
    description: storableText(metric.description.slice(0, LONGEST.description)),
    attributes: canonicalJson(record),
    originId: origin.originId,
    registeredMs: from.registeredMs,
  };
  return { row: { ...row, seriesId: metricSeriesId(row, origin) }, cut };
}

const metricSeriesId = (
  row: Omit<MetricSeriesRow, "seriesId">,
  { scopeName, entity }: Pick<Origin, "scopeName" | "entity">,
): bigint =>
  seriesId([
    "metric",
    row.namespace,
    row.service,
    row.environment,
    row.instance,
    scopeName,
    row.name,
    row.unit,
    row.kind,
    row.temporality,
    String(row.isMonotonic),
    row.attributes,
    ...(entity === "" ? [] : [entity]),
  ]);
