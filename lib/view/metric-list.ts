import type { MetricKind } from "@/lib/domain/metrics.ts";
import { formatCount } from "./format.ts";

/** One metric as a row of the list. */
export type MetricItem = {
  name: string;
  unit: string;
  kind: MetricKind;
  description: string;
  /** Names of services that report it. */
  services: readonly string[];
  seriesCount: number;
  /** Names of the attributes of its series. */
  attributes: readonly string[];
};

const KIND_WORDS: Record<MetricKind, string> = {
  gauge: "gauge",
  sum: "sum",
  histogram: "histogram",
  exponential_histogram: "exp. histogram",
  summary: "summary",
};

/** What a kind is called in lists. */
export const kindWords = (kind: MetricKind): string => KIND_WORDS[kind];

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
  const rest = [item.description, KIND_WORDS[item.kind], ...item.services].join(" ").toLowerCase();
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
