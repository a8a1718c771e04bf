import { METRIC_DIMENSIONS } from "@/lib/domain/metrics.ts";

/** A metric that has been received, as far as its Prometheus name depends on it. */
export type KnownMetric = {
  name: string;
  /** UCUM, as sent. */
  unit: string;
  isHistogram: boolean;
  /** Names of its attributes. */
  attributes: readonly string[];
};

/** How units are spelt in Prometheus names. */
const UNIT_WORDS: Readonly<Record<string, string>> = {
  s: "seconds",
  ms: "milliseconds",
  us: "microseconds",
  ns: "nanoseconds",
  min: "minutes",
  h: "hours",
  d: "days",
  By: "bytes",
  KiBy: "kibibytes",
  MiBy: "mebibytes",
  GiBy: "gibibytes",
  kBy: "kilobytes",
  MBy: "megabytes",
  GBy: "gigabytes",
  "%": "percent",
  "1": "ratio",
  Cel: "celsius",
  Hz: "hertz",
  V: "volts",
  A: "amperes",
  J: "joules",
  W: "watts",
};

/** A name in the letters that Prometheus allows. */
const underscored = (name: string): string =>
  name.replace(/[^a-zA-Z0-9:]+/g, "_").replace(/_+/g, "_");

/**
 * Every name under which an OpenTelemetry metric may stand in Prometheus: with and without its unit, with and without
 * `_total`; a histogram's series end in `_bucket`, `_count` and `_sum` besides.
 * @see https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/
 */
function prometheusNames({ name, unit }: KnownMetric): string[] {
  const plain = underscored(name);
  const [over = "", per = ""] = unit.replace(/\{[^}]*\}/g, "").split("/");
  const words = [UNIT_WORDS[over] ?? "", per === "" ? "" : `per_${UNIT_WORDS[per] ?? per}`];
  const suffix = words.filter((word) => word !== "").join("_");
  const withUnit = suffix === "" || plain.endsWith(`_${suffix}`) ? plain : `${plain}_${suffix}`;
  return [plain, withUnit, `${plain}_total`, `${withUnit}_total`];
}

/** The series of a histogram, by how their names end. */
export type HistogramPart = "bucket" | "count" | "sum";

/** The metric that a Prometheus name means, and which of a histogram's series; `known` null: none has been received. */
export type ResolvedMetric = {
  name: string;
  part: HistogramPart | null;
  known: KnownMetric | null;
};

/** Finds metrics by their Prometheus names. The first of several that fit wins. */
export class PrometheusNames {
  private readonly metrics = new Map<string, KnownMetric>();
  private readonly attributes = new Map<string, string>();

  constructor(known: readonly KnownMetric[]) {
    for (const metric of known) {
      for (const name of [metric.name, ...prometheusNames(metric)]) {
        if (!this.metrics.has(name)) this.metrics.set(name, metric);
      }
      for (const attribute of metric.attributes) {
        const label = underscored(attribute);
        if (!this.attributes.has(label)) this.attributes.set(label, attribute);
      }
    }
  }

  resolve(name: string): ResolvedMetric {
    const exact = this.metrics.get(name);
    if (exact && !exact.isHistogram) return { name: exact.name, part: null, known: exact };
    const [, base = name, ending] = /^(.+)_(bucket|count|sum)$/.exec(name) ?? [];
    const histogram = this.metrics.get(base);
    const part = PARTS.find((one) => one === ending) ?? null;
    if (part !== null && histogram?.isHistogram) {
      return { name: histogram.name, part, known: histogram };
    }
    if (exact) return { name: exact.name, part: null, known: exact };
    // Only a histogram's name ends so; the others are names of their own, too.
    return part === "bucket" ? { name: base, part, known: null } : { name, part, known: null };
  }

  /** The attribute that a label means; the label itself when no metric has one like it. */
  attributeOf(label: string, metric: KnownMetric | null): string {
    const own = metric?.attributes.find((attribute) => underscored(attribute) === label);
    if (own !== undefined) return isDimension(own) ? `attr.${own}` : own;
    return DIMENSIONS[label] ?? this.attributes.get(label) ?? label;
  }
}

/** Whether a name alone would mean who sent the metric, and not an attribute of its own. */
const isDimension = (name: string): boolean => METRIC_DIMENSIONS.some((one) => one === name);

const PARTS: readonly HistogramPart[] = ["bucket", "count", "sum"];

/** Labels that tell the sender, under the names that they have here. */
const DIMENSIONS: Readonly<Record<string, string>> = {
  service: "service",
  service_name: "service",
  job: "service",
  app: "service",
  application: "service",
  service_namespace: "namespace",
  namespace: "namespace",
  environment: "environment",
  env: "environment",
  deployment_environment: "environment",
  deployment_environment_name: "environment",
  instance: "instance",
  service_instance_id: "instance",
  service_version: "version",
  version: "version",
};
