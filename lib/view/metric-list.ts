import type { MetricName } from "@/lib/contract/metrics.ts";
import { type MetricClass, metricClassOf } from "@/lib/domain/metrics.ts";
import { formatCount } from "./format.ts";

/** One metric as a row of the list. */
export type MetricItem = {
  id: string;
  name: string;
  unit: string;
  /** In words. */
  kind: string;
  description: string;
  /** Names of services that report it. */
  services: readonly string[];
  seriesCount: number;
  /** Names of the attributes of its series. */
  attributes: readonly string[];
  /** Tells it from others of its name; null: it is the only one. */
  variant: { unit: string; metricClass: MetricClass } | null;
};

function kindWords({ kind, temporality, isMonotonic }: MetricName): string {
  if (kind === "exponential_histogram") return "exp. histogram";
  if (kind !== "sum") return kind;
  return metricClassOf(kind, { temporality, isMonotonic }) === "counter"
    ? "counter"
    : "up-down sum";
}

/** The list's rows of an answer. Metrics that share a name and differ in unit or class are rows of their own. */
export function toMetricItems(metrics: readonly MetricName[]): MetricItem[] {
  const seen = new Map<string, number>();
  for (const { name } of metrics) seen.set(name, (seen.get(name) ?? 0) + 1);
  return metrics.map((metric) => ({
    id: JSON.stringify([metric.name, metric.unit, metric.kind, metric.temporality]),
    name: metric.name,
    unit: metric.unit,
    kind: kindWords(metric),
    description: metric.description,
    services: [...new Set(metric.services.map(({ service }) => service))].sort(),
    seriesCount: metric.seriesCount,
    attributes: metric.attributes,
    variant:
      seen.get(metric.name) === 1
        ? null
        : { unit: metric.unit, metricClass: metricClassOf(metric.kind, metric) },
  }));
}

/** Where a word was found, best first. */
const RANKS = ["name-start", "name", "unit", "attribute", "rest"] as const;

function rankOf(item: MetricItem, word: string): number {
  const name = item.name.toLowerCase();
  if (name.startsWith(word)) return RANKS.indexOf("name-start");
  if (name.includes(word)) return RANKS.indexOf("name");
  if (item.unit.toLowerCase().includes(word)) return RANKS.indexOf("unit");
  if (item.attributes.some((attribute) => attribute.toLowerCase().includes(word))) {
    return RANKS.indexOf("attribute");
  }
  const rest = [item.description, item.kind, ...item.services].join(" ").toLowerCase();
  return rest.includes(word) ? RANKS.indexOf("rest") : -1;
}

/**
 * Metrics that have every word of the text in their name, unit, attributes, description, kind or services; those
 * with it in the name first, then by name.
 */
export function searchMetrics(items: readonly MetricItem[], text: string): MetricItem[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return items.toSorted((a, b) => a.name.localeCompare(b.name));
  return items
    .map((item) => ({ item, ranks: words.map((word) => rankOf(item, word)) }))
    .filter(({ ranks }) => !ranks.includes(-1))
    .toSorted(
      (a, b) =>
        Math.max(...a.ranks) - Math.max(...b.ranks) || a.item.name.localeCompare(b.item.name),
    )
    .map(({ item }) => item);
}

/** "3 services" or the only one's name. */
export const servicesNote = ({ services }: MetricItem): string =>
  services.length === 1 ? (services[0] ?? "") : `${formatCount(services.length)} services`;

/** A count with its thing: "1 series" and "24 series" are alike, others are not. */
export const seriesNote = ({ seriesCount }: MetricItem): string =>
  `${formatCount(seriesCount)} series`;
