import fc from "fast-check";

export type RandomAttribute = { key: string; value: { stringValue?: string; intValue?: bigint } };
export type RandomSpan = {
  traceId: Uint8Array;
  spanId: Uint8Array;
  parentSpanId: Uint8Array;
  traceState: string;
  name: string;
  kind: number;
  startTimeUnixNano: bigint;
  endTimeUnixNano: bigint;
  flags: number;
  status: { code: number; message: string };
  attributes: RandomAttribute[];
};

const REQUEST_KEYS = [
  "http.route",
  "http.request.method",
  "http.method",
  "http.response.status_code",
  "http.status_code",
  "url.path",
  "http.target",
  "url.full",
  "http.url",
  "error.type",
  "rpc.service",
  "rpc.method",
  "rpc.response.status_code",
  "rpc.grpc.status_code",
];

/** Mostly ids as they should be; now and then zeros or another length. */
const id = (length: number) =>
  fc.oneof(
    { weight: 8, arbitrary: fc.uint8Array({ minLength: length, maxLength: length }) },
    { weight: 1, arbitrary: fc.constant(new Uint8Array(length)) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: length + 3 }) },
  );

const text = fc.string({ unit: "binary", maxLength: 30 });
const nanos = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });

/** A key that a request is read from, or one of the same length, or any. */
const key = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...REQUEST_KEYS) },
  { weight: 1, arbitrary: fc.constantFrom("http.rouse", "url.puth", "error.typo") },
  { weight: 1, arbitrary: text },
);

const value = fc.oneof(
  text.map((stringValue) => ({ stringValue })),
  fc.integer({ min: 0, max: 1_200 }).map((code) => ({ stringValue: String(code) })),
  fc.integer({ min: 0, max: 1_200 }).map((code) => ({ intValue: BigInt(code) })),
);

const span: fc.Arbitrary<RandomSpan> = fc.record({
  traceId: id(16),
  spanId: id(8),
  parentSpanId: id(8),
  traceState: text,
  name: text,
  kind: fc.integer({ min: 0, max: 5 }),
  startTimeUnixNano: nanos,
  endTimeUnixNano: nanos,
  flags: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  status: fc.record({ code: fc.integer({ min: 0, max: 2 }), message: text }),
  attributes: fc.array(fc.record({ key, value }), { maxLength: 8 }),
});

/** Trace bodies, each with resources, scopes and spans as protobufjs takes them. */
export const arbitrarySpans = fc.record({
  resourceSpans: fc.array(
    fc.record({
      resource: fc.record({
        attributes: fc.array(fc.record({ key: text, value }), { maxLength: 2 }),
      }),
      scopeSpans: fc.array(
        fc.record({
          scope: fc.record({ name: text }),
          spans: fc.array(span, { maxLength: 4 }),
        }),
        { maxLength: 3 },
      ),
    }),
    { maxLength: 3 },
  ),
});
