import type { ENUMS, MESSAGES } from "./otlp-schema.ts";

export type MessageName = keyof typeof MESSAGES;

/** What a scalar of the wire is in memory: 64-bit integers are exact, bytes are views of the body. */
export type ScalarTypes = {
  string: string;
  bytes: Uint8Array;
  id: Uint8Array;
  bool: boolean;
  double: number;
  int32: number;
  uint32: number;
  sint32: number;
  fixed32: number;
  int64: bigint;
  uint64: bigint;
  fixed64: bigint;
  sfixed64: bigint;
};

type ValueOf<Type> = Type extends keyof ScalarTypes
  ? ScalarTypes[Type]
  : Type extends keyof typeof ENUMS
    ? number
    : Type extends MessageName
      ? Message<Type>
      : never;

type FieldOf<Definition> = Definition extends `${number} repeated ${infer Type}`
  ? readonly ValueOf<Type>[]
  : Definition extends `${number} optional ${infer Type}`
    ? ValueOf<Type> | undefined
    : Definition extends `${number} ${infer Type}`
      ? Type extends MessageName
        ? Message<Type> | undefined
        : ValueOf<Type>
      : never;

type OneofOf<Definition> = Definition extends `${number} oneof ${infer Type}`
  ? ValueOf<Type>
  : never;

type OneofKeys<Fields> = {
  [Key in keyof Fields]: Fields[Key] extends `${number} oneof ${string}` ? Key : never;
}[keyof Fields];

type MessageOf<Fields> = {
  readonly [Key in Exclude<keyof Fields, OneofKeys<Fields>>]: FieldOf<Fields[Key]>;
} & { readonly [Key in OneofKeys<Fields>]?: OneofOf<Fields[Key]> };

/**
 * An OTLP message in memory: repeated fields are arrays (empty when absent), absent scalars are 0, "" or false, absent
 * messages and optional scalars are undefined, and of a oneof only the member that was sent is a key. What is absent is
 * inherited: it reads as its default but is no own key, so a copy or `JSON.stringify` of a message is without it.
 */
export type Message<Name extends MessageName> = MessageOf<(typeof MESSAGES)[Name]>;

export type AnyValue = Message<"AnyValue">;
export type KeyValue = Message<"KeyValue">;
export type Resource = Message<"Resource">;
export type InstrumentationScope = Message<"InstrumentationScope">;

export type Span = Message<"Span">;
export type SpanEvent = Message<"SpanEvent">;
export type SpanLink = Message<"SpanLink">;

export type Metric = Message<"Metric">;
export type NumberDataPoint = Message<"NumberDataPoint">;
export type HistogramDataPoint = Message<"HistogramDataPoint">;
export type ExponentialHistogramDataPoint = Message<"ExponentialHistogramDataPoint">;
export type ExponentialBuckets = Message<"ExponentialBuckets">;
export type SummaryDataPoint = Message<"SummaryDataPoint">;
export type Exemplar = Message<"Exemplar">;

export type LogRecord = Message<"LogRecord">;
