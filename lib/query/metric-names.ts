import type { MetricName, MetricNamesParams, MetricNamesResponse } from "@/lib/contract/metrics.ts";
import { resolveRange } from "@/lib/contract/time.ts";
import { SELF_SERVICE, serviceKeyText } from "@/lib/domain/service.ts";
import { readPool } from "@/lib/platform/db.ts";
import type { MetricNameCount } from "@/lib/store/metric-names.ts";
import { metricNameCounts } from "./metric-name-catalog.ts";

/** A series is registered when its first points are received, up to an export's interval after their time. */
const EXPORT_MS = 60_000;

/**
 * Metrics known before the range's end whose name, unit, description or attribute names contain every word, those first
 * that have all in their name. Throws `ParameterError`.
 */
export async function queryMetricNames(
  params: MetricNamesParams,
  nowMs: number,
): Promise<MetricNamesResponse> {
  const { toMs } = resolveRange(params, nowMs);
  const counts = await metricNameCounts(readPool(), nowMs);
  const known = counts.filter((one) => one.sinceMs <= toMs + EXPORT_MS && isMeant(one, params));
  const words = params.search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = metricsOf(known)
    .map((metric) => ({ metric, rank: rankOf(metric, words) }))
    .filter(({ rank }) => rank < NOT_FOUND)
    .sort((a, b) => a.rank - b.rank || (textOf(a.metric) < textOf(b.metric) ? -1 : 1));
  return {
    metrics: found.slice(0, params.limit).map(({ metric }) => metric),
    omitted: Math.max(found.length - params.limit, 0),
  };
}

/** Headroom's own are meant only where a filter names it. */
function isMeant(one: MetricNameCount, params: MetricNamesParams): boolean {
  const passes = (wanted: readonly string[], value: string) =>
    wanted.length === 0 || wanted.includes(value);
  return (
    (one.service !== SELF_SERVICE || params.service.includes(SELF_SERVICE)) &&
    passes(params.service, one.service) &&
    passes(params.namespace, one.namespace) &&
    passes(params.environment, one.environment)
  );
}

const textOf = ({
  name,
  unit,
  kind,
  temporality,
  isMonotonic,
}: Pick<MetricName, "name" | "unit" | "kind" | "temporality" | "isMonotonic">): string =>
  JSON.stringify([name, unit, kind, temporality, isMonotonic]);

function metricsOf(counts: readonly MetricNameCount[]): MetricName[] {
  const metrics = new Map<string, MetricNameCount[]>();
  for (const one of counts) {
    const text = textOf(one);
    const known = metrics.get(text);
    if (known) known.push(one);
    else metrics.set(text, [one]);
  }
  return [...metrics.values()].flatMap((parts) => {
    const [first] = parts;
    if (!first) return [];
    const services = new Map(parts.map((part) => [serviceKeyText(part), part]));
    return {
      name: first.name,
      unit: first.unit,
      kind: first.kind,
      temporality: first.temporality,
      isMonotonic: first.isMonotonic,
      description: parts.find(({ description }) => description !== "")?.description ?? "",
      seriesCount: parts.reduce((sum, { seriesCount }) => sum + seriesCount, 0),
      services: [...services.keys()].sort().flatMap((key) => {
        const part = services.get(key);
        if (!part) return [];
        const { namespace, service, environment } = part;
        return { namespace, service, environment };
      }),
      attributes: [...new Set(parts.flatMap(({ attributes }) => attributes))].sort(),
    };
  });
}

const NOT_FOUND = 2;

/** 0: every word is in the name; 1: elsewhere. */
function rankOf(metric: MetricName, words: readonly string[]): number {
  const name = metric.name.toLowerCase();
  if (words.every((word) => name.includes(word))) return 0;
  const text = [name, metric.unit, metric.description, ...metric.attributes]
    .join(" ")
    .toLowerCase();
  return words.every((word) => text.includes(word)) ? 1 : NOT_FOUND;
}
