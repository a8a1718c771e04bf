import type { ServiceKey } from "./service.ts";

/**
 * Where a dimension's value comes from: the first of these attributes that is there, else what `otherwise` says, else
 * empty; or what is said here.
 */
export type DimensionRule =
  | readonly string[]
  | { always: string }
  | { attributes: readonly string[]; otherwise: string }
  /** Attributes of the resource instead of the point. */
  | { resource: readonly string[]; otherwise?: string };

/**
 * What is measured: always the same, or told by the value of an attribute, compared in small letters. A value that is
 * not listed means `otherwise`, or that the row does not read this series.
 */
export type MeasureRule<Measure extends string> =
  | Measure
  | {
      attribute: readonly string[];
      values: Readonly<Record<string, Measure>>;
      otherwise?: Measure;
    };

/**
 * How a concern understands one metric of one library. Names of metrics and attributes are compared by their canonical
 * form (`canonicalName`), so that a name which came through Prometheus is the same.
 */
export type LensRow<Dimension extends string, Measure extends string> = {
  /** The library or convention that reports so. */
  library: string;
  metric: string;
  measure: MeasureRule<Measure>;
  dimensions: Readonly<Partial<Record<Dimension, DimensionRule>>>;
  /** Attributes that must have this value, or one of these, in small letters; empty: must be absent. */
  where?: Readonly<Record<string, string | readonly string[]>>;
  /** Attributes of the resource of which one must be there, or none may be. */
  sender?: { has: readonly string[] } | { lacks: readonly string[] };
  /** Units, as sent or told by the name's ending, of which the row reads only these; absent: any. */
  units?: readonly string[];
  /** What values are multiplied with; absent: as the unit and the ending of the measure's name ask. */
  factor?: number;
};

/** A metric series as far as a lens looks at it. */
export type LensSubject = {
  name: string;
  /** UCUM, as sent; empty when not given. */
  unit: string;
  attributes: ReadonlyMap<string, string>;
  /** Attributes of the resource; empty where no row asks for them. */
  resource: ReadonlyMap<string, string>;
};

/** What a lens reads a series as. */
export type LensReading<Dimension extends string, Measure extends string> = {
  library: string;
  measure: Measure;
  dimensions: Readonly<Record<Dimension, string>>;
  /** Takes the values to the unit that the measure's name ends in. */
  factor: number;
};

/** Whose reading it is. */
export type LensSender = ServiceKey & { instance: string; version: string };

/** Endings that Prometheus puts after a name, and the unit that each tells. */
const ENDINGS: Readonly<Record<string, string>> = {
  ratio: "1",
  percent: "%",
  seconds: "s",
  milliseconds: "ms",
  bytes: "By",
};

/** A name without what exporters change: case, separators, `_total` and units at the end. The last unit that it told. */
export function canonicalName(name: string): { name: string; unit: string } {
  const parts = name
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((part) => part !== "");
  if (parts.length > 1 && parts.at(-1) === "total") parts.pop();
  const units: string[] = [];
  for (;;) {
    const unit = parts.length > 1 ? ENDINGS[parts.at(-1) ?? ""] : undefined;
    if (unit === undefined) break;
    units.push(unit);
    parts.pop();
  }
  return { name: parts.join("."), unit: units[0] ?? "" };
}

const SECONDS: Readonly<Record<string, number>> = {
  s: 1,
  ms: 1e-3,
  us: 1e-6,
  µs: 1e-6,
  ns: 1e-9,
  min: 60,
  h: 3_600,
};
const BYTES: Readonly<Record<string, number>> = {
  By: 1,
  KiBy: 1_024,
  MiBy: 1_048_576,
  GiBy: 1_073_741_824,
  kBy: 1e3,
  MBy: 1e6,
  GBy: 1e9,
};

/** Whether a unit is one that a factor is known for: what was sent then counts more than what a name ends in. */
const isKnownUnit = (unit: string): boolean => unit === "%" || unit in SECONDS || unit in BYTES;

/** What takes a value of a UCUM unit to the unit that a measure's name ends in. A unit that is not known is believed. */
export function unitFactor(unit: string, measure: string): number {
  if (measure.endsWith("Ms")) return (SECONDS[unit] ?? 1e-3) * 1e3;
  if (measure.endsWith("Seconds")) return SECONDS[unit] ?? 1;
  if (measure.endsWith("Bytes")) return BYTES[unit] ?? 1;
  if (/[rR]atio$|[uU]tilization$/.test(measure)) return unit === "%" ? 0.01 : 1;
  return 1;
}

/** Names that a lens remembers its answer about. */
const MOST_NAMES = 10_000;

/** A table of rows, ready to be asked. */
export class Lens<Dimension extends string, Measure extends string> {
  private readonly byMetric = new Map<string, LensRow<Dimension, Measure>[]>();
  private readonly known = new Map<string, boolean>();
  /** Whether any row looks at the resource. */
  readonly usesResource: boolean;

  constructor(
    readonly dimensions: readonly Dimension[],
    rows: readonly LensRow<Dimension, Measure>[],
  ) {
    for (const row of rows) {
      const { name } = canonicalName(row.metric);
      this.byMetric.set(name, [...(this.byMetric.get(name) ?? []), row]);
    }
    const rules = rows.flatMap((row) => dimensions.map((dimension) => row.dimensions[dimension]));
    this.usesResource =
      rows.some(({ sender }) => sender !== undefined) ||
      rules.some((rule) => rule !== undefined && "resource" in rule);
  }

  /** Whether any row may read a metric of this name: every question asks it of every name. */
  knows(metricName: string): boolean {
    const before = this.known.get(metricName);
    if (before !== undefined) return before;
    if (this.known.size >= MOST_NAMES) this.known.clear();
    const known = this.byMetric.has(canonicalName(metricName).name);
    this.known.set(metricName, known);
    return known;
  }

  /** What a series is, by the first row that reads it; null: none does. */
  read(subject: LensSubject): LensReading<Dimension, Measure> | null {
    const canonical = canonicalName(subject.name);
    const rows = this.byMetric.get(canonical.name);
    if (!rows) return null;
    const attributes = canonicalKeys(subject.attributes);
    const resource = canonicalKeys(subject.resource);
    const unit = isKnownUnit(subject.unit) ? subject.unit : canonical.unit || subject.unit;
    for (const row of rows) {
      if (row.units && !row.units.includes(unit)) continue;
      if (!passes(row.where, attributes) || !isFrom(row.sender, resource)) continue;
      const measure = measureOf(row.measure, attributes);
      if (measure === null) continue;
      return {
        library: row.library,
        measure,
        dimensions: this.dimensionsOf(row, { attributes, resource }),
        factor: row.factor ?? unitFactor(unit, measure),
      };
    }
    return null;
  }

  private dimensionsOf(
    row: LensRow<Dimension, Measure>,
    { attributes, resource }: { attributes: Texts; resource: Texts },
  ): Record<Dimension, string> {
    const entries = this.dimensions.map((dimension) => {
      const rule = row.dimensions[dimension];
      if (rule === undefined) return [dimension, ""] as const;
      if ("always" in rule) return [dimension, rule.always] as const;
      if ("resource" in rule) {
        return [dimension, firstOf(resource, rule.resource) || (rule.otherwise ?? "")] as const;
      }
      if ("attributes" in rule) {
        return [dimension, firstOf(attributes, rule.attributes) || rule.otherwise] as const;
      }
      return [dimension, firstOf(attributes, rule)] as const;
    });
    // Built from every dimension.
    return Object.fromEntries(entries) as Record<Dimension, string>;
  }
}

type Texts = ReadonlyMap<string, string>;

/** Attribute keys keep their units: nothing is cut off. */
const canonicalKey = (key: string): string => key.toLowerCase().replace(/[^a-z0-9]+/g, ".");

const canonicalKeys = (attributes: Texts): Texts =>
  new Map([...attributes].map(([key, value]) => [canonicalKey(key), value]));

function firstOf(attributes: Texts, names: readonly string[]): string {
  for (const name of names) {
    const value = attributes.get(canonicalKey(name));
    if (value !== undefined && value !== "") return value;
  }
  return "";
}

function passes(where: LensRow<string, string>["where"], attributes: Texts): boolean {
  return Object.entries(where ?? {}).every(([name, wanted]) => {
    const value = firstOf(attributes, [name]).toLowerCase();
    return typeof wanted === "string" ? value === wanted : wanted.includes(value);
  });
}

function isFrom(sender: LensRow<string, string>["sender"], resource: Texts): boolean {
  if (sender === undefined) return true;
  if ("has" in sender) return firstOf(resource, sender.has) !== "";
  return firstOf(resource, sender.lacks) === "";
}

function measureOf<Measure extends string>(
  rule: MeasureRule<Measure>,
  attributes: Texts,
): Measure | null {
  if (typeof rule === "string") return rule;
  const value = firstOf(attributes, rule.attribute).toLowerCase();
  return rule.values[value] ?? rule.otherwise ?? null;
}
