/** Which log records are asked for. Times in Unix nanoseconds. */
export type LogFilter = {
  /** Inclusive. */
  fromNs: bigint;
  /** Exclusive. */
  toNs: bigint;
  /** Null: every service. Empty: none. */
  serviceIds: readonly bigint[] | null;
  /** Null: every severity. */
  severityNumbers: readonly number[] | null;
  /** Texts that the body must contain, in either case. */
  texts: readonly string[];
  /** Values that must stand somewhere in the record, unless its origin is one of those. */
  values: readonly { value: string; originIds: readonly bigint[] }[];
  /** 32 hex digits; null: any. */
  traceId: string | null;
};

/** Conditions of a statement on log_records and their values, numbered on from those that stand before. */
export class LogConditions {
  private readonly parts: string[] = [];

  constructor(readonly values: unknown[] = []) {}

  /** The conditions of a filter. */
  static of(filter: LogFilter): LogConditions {
    const conditions = new LogConditions();
    conditions.add((n) => `time_ns >= ${n}`, filter.fromNs);
    conditions.add((n) => `time_ns < ${n}`, filter.toNs);
    if (filter.serviceIds !== null) {
      conditions.add((n) => `service_id = ANY (${n}::bigint[])`, filter.serviceIds);
    }
    if (filter.severityNumbers !== null) {
      conditions.add((n) => `severity_number = ANY (${n}::smallint[])`, filter.severityNumbers);
    }
    if (filter.traceId !== null) conditions.add((n) => `trace_id = ${n}::uuid`, filter.traceId);
    if (filter.texts.length > 0) {
      conditions.add((n) => `body #>> '{}' ILIKE ALL (${n}::text[])`, filter.texts.map(patternOf));
    }
    for (const value of filter.values) conditions.addValue(value);
    return conditions;
  }

  /** A condition about one more value, whose place in the statement it is told. */
  add(write: (place: string) => string, value: unknown): this {
    this.values.push(value);
    this.parts.push(write(`$${this.values.length}`));
    return this;
  }

  /** A condition whose values have their places already. */
  require(condition: string): this {
    this.parts.push(condition);
    return this;
  }

  /** The place of one more value. */
  place(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }

  text(): string {
    return this.parts.length === 0 ? "TRUE" : this.parts.join("\n    AND ");
  }

  private addValue({ value, originIds }: LogFilter["values"][number]): void {
    const pattern = this.place(patternOf(value));
    this.add(
      (origins) =>
        `(attributes::text LIKE ${pattern} OR body #>> '{}' ILIKE ${pattern} OR origin_id = ANY (${origins}::bigint[]))`,
      originIds,
    );
  }
}

/** A LIKE pattern of what contains the text: no sign in it means anything but itself. */
const patternOf = (text: string): string => `%${text.replace(/[\\%_]/g, "\\$&")}%`;
