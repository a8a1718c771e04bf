/**
 * The OTLP messages as data: JSON name → "number [repeated|optional|oneof] type". A message has at most one oneof.
 * `id` is bytes that JSON writes in hex instead of base64. Everything that reads or writes OTLP is driven by this table.
 * @see https://github.com/open-telemetry/opentelemetry-proto
 * @see https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */
export const MESSAGES = {
  ExportTraceServiceRequest: { resourceSpans: "1 repeated ResourceSpans" },
  ExportMetricsServiceRequest: { resourceMetrics: "1 repeated ResourceMetrics" },
  ExportLogsServiceRequest: { resourceLogs: "1 repeated ResourceLogs" },
  ExportTraceServiceResponse: { partialSuccess: "1 ExportTracePartialSuccess" },
  ExportMetricsServiceResponse: { partialSuccess: "1 ExportMetricsPartialSuccess" },
  ExportLogsServiceResponse: { partialSuccess: "1 ExportLogsPartialSuccess" },
  ExportTracePartialSuccess: { rejectedSpans: "1 int64", errorMessage: "2 string" },
  ExportMetricsPartialSuccess: { rejectedDataPoints: "1 int64", errorMessage: "2 string" },
  ExportLogsPartialSuccess: { rejectedLogRecords: "1 int64", errorMessage: "2 string" },

  Status: { code: "1 int32", message: "2 string", details: "3 repeated Any" },
  Any: { typeUrl: "1 string", value: "2 bytes" },
  RetryInfo: { retryDelay: "1 Duration" },
  Duration: { seconds: "1 int64", nanos: "2 int32" },

  AnyValue: {
    stringValue: "1 oneof string",
    boolValue: "2 oneof bool",
    intValue: "3 oneof int64",
    doubleValue: "4 oneof double",
    arrayValue: "5 oneof ArrayValue",
    kvlistValue: "6 oneof KeyValueList",
    bytesValue: "7 oneof bytes",
  },
  ArrayValue: { values: "1 repeated AnyValue" },
  KeyValueList: { values: "1 repeated KeyValue" },
  KeyValue: { key: "1 string", value: "2 AnyValue" },
  InstrumentationScope: {
    name: "1 string",
    version: "2 string",
    attributes: "3 repeated KeyValue",
    droppedAttributesCount: "4 uint32",
  },
  Resource: {
    attributes: "1 repeated KeyValue",
    droppedAttributesCount: "2 uint32",
    entityRefs: "3 repeated EntityRef",
  },
  EntityRef: {
    schemaUrl: "1 string",
    type: "2 string",
    idKeys: "3 repeated string",
    descriptionKeys: "4 repeated string",
  },

  ResourceSpans: {
    resource: "1 Resource",
    scopeSpans: "2 repeated ScopeSpans",
    schemaUrl: "3 string",
  },
  ScopeSpans: { scope: "1 InstrumentationScope", spans: "2 repeated Span", schemaUrl: "3 string" },
  Span: {
    traceId: "1 id",
    spanId: "2 id",
    traceState: "3 string",
    parentSpanId: "4 id",
    name: "5 string",
    kind: "6 SpanKind",
    startTimeUnixNano: "7 fixed64",
    endTimeUnixNano: "8 fixed64",
    attributes: "9 repeated KeyValue",
    droppedAttributesCount: "10 uint32",
    events: "11 repeated SpanEvent",
    droppedEventsCount: "12 uint32",
    links: "13 repeated SpanLink",
    droppedLinksCount: "14 uint32",
    status: "15 SpanStatus",
    flags: "16 fixed32",
  },
  SpanEvent: {
    timeUnixNano: "1 fixed64",
    name: "2 string",
    attributes: "3 repeated KeyValue",
    droppedAttributesCount: "4 uint32",
  },
  SpanLink: {
    traceId: "1 id",
    spanId: "2 id",
    traceState: "3 string",
    attributes: "4 repeated KeyValue",
    droppedAttributesCount: "5 uint32",
    flags: "6 fixed32",
  },
  SpanStatus: { message: "2 string", code: "3 StatusCode" },

  ResourceMetrics: {
    resource: "1 Resource",
    scopeMetrics: "2 repeated ScopeMetrics",
    schemaUrl: "3 string",
  },
  ScopeMetrics: {
    scope: "1 InstrumentationScope",
    metrics: "2 repeated Metric",
    schemaUrl: "3 string",
  },
  Metric: {
    name: "1 string",
    description: "2 string",
    unit: "3 string",
    gauge: "5 oneof Gauge",
    sum: "7 oneof Sum",
    histogram: "9 oneof Histogram",
    exponentialHistogram: "10 oneof ExponentialHistogram",
    summary: "11 oneof Summary",
    metadata: "12 repeated KeyValue",
  },
  Gauge: { dataPoints: "1 repeated NumberDataPoint" },
  Sum: {
    dataPoints: "1 repeated NumberDataPoint",
    aggregationTemporality: "2 AggregationTemporality",
    isMonotonic: "3 bool",
  },
  Histogram: {
    dataPoints: "1 repeated HistogramDataPoint",
    aggregationTemporality: "2 AggregationTemporality",
  },
  ExponentialHistogram: {
    dataPoints: "1 repeated ExponentialHistogramDataPoint",
    aggregationTemporality: "2 AggregationTemporality",
  },
  Summary: { dataPoints: "1 repeated SummaryDataPoint" },
  NumberDataPoint: {
    attributes: "7 repeated KeyValue",
    startTimeUnixNano: "2 fixed64",
    timeUnixNano: "3 fixed64",
    asDouble: "4 oneof double",
    asInt: "6 oneof sfixed64",
    exemplars: "5 repeated Exemplar",
    flags: "8 uint32",
  },
  HistogramDataPoint: {
    attributes: "9 repeated KeyValue",
    startTimeUnixNano: "2 fixed64",
    timeUnixNano: "3 fixed64",
    count: "4 fixed64",
    sum: "5 optional double",
    bucketCounts: "6 repeated fixed64",
    explicitBounds: "7 repeated double",
    exemplars: "8 repeated Exemplar",
    flags: "10 uint32",
    min: "11 optional double",
    max: "12 optional double",
  },
  ExponentialHistogramDataPoint: {
    attributes: "1 repeated KeyValue",
    startTimeUnixNano: "2 fixed64",
    timeUnixNano: "3 fixed64",
    count: "4 fixed64",
    sum: "5 optional double",
    scale: "6 sint32",
    zeroCount: "7 fixed64",
    positive: "8 ExponentialBuckets",
    negative: "9 ExponentialBuckets",
    flags: "10 uint32",
    exemplars: "11 repeated Exemplar",
    min: "12 optional double",
    max: "13 optional double",
    zeroThreshold: "14 double",
  },
  ExponentialBuckets: { offset: "1 sint32", bucketCounts: "2 repeated uint64" },
  SummaryDataPoint: {
    attributes: "7 repeated KeyValue",
    startTimeUnixNano: "2 fixed64",
    timeUnixNano: "3 fixed64",
    count: "4 fixed64",
    sum: "5 double",
    quantileValues: "6 repeated ValueAtQuantile",
    flags: "8 uint32",
  },
  ValueAtQuantile: { quantile: "1 double", value: "2 double" },
  Exemplar: {
    filteredAttributes: "7 repeated KeyValue",
    timeUnixNano: "2 fixed64",
    asDouble: "3 oneof double",
    asInt: "6 oneof sfixed64",
    spanId: "4 id",
    traceId: "5 id",
  },

  ResourceLogs: {
    resource: "1 Resource",
    scopeLogs: "2 repeated ScopeLogs",
    schemaUrl: "3 string",
  },
  ScopeLogs: {
    scope: "1 InstrumentationScope",
    logRecords: "2 repeated LogRecord",
    schemaUrl: "3 string",
  },
  LogRecord: {
    timeUnixNano: "1 fixed64",
    severityNumber: "2 SeverityNumber",
    severityText: "3 string",
    body: "5 AnyValue",
    attributes: "6 repeated KeyValue",
    droppedAttributesCount: "7 uint32",
    flags: "8 fixed32",
    traceId: "9 id",
    spanId: "10 id",
    observedTimeUnixNano: "11 fixed64",
    eventName: "12 string",
  },
} as const;

const severityNames = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"].flatMap((name) => [
  `SEVERITY_NUMBER_${name}`,
  ...[2, 3, 4].map((step) => `SEVERITY_NUMBER_${name}${step}`),
]);

/** Enum name → the names of its values; a value's number is its place. */
export const ENUMS = {
  SpanKind: ["UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"].map(
    (name) => `SPAN_KIND_${name}`,
  ),
  StatusCode: ["STATUS_CODE_UNSET", "STATUS_CODE_OK", "STATUS_CODE_ERROR"],
  AggregationTemporality: ["UNSPECIFIED", "DELTA", "CUMULATIVE"].map(
    (name) => `AGGREGATION_TEMPORALITY_${name}`,
  ),
  SeverityNumber: ["SEVERITY_NUMBER_UNSPECIFIED", ...severityNames],
};

/** JSON names of OTLP before 0.19 whose messages have the same shape under a new name. */
export const OLD_JSON_NAMES: Readonly<Record<string, string>> = {
  instrumentationLibrarySpans: "scopeSpans",
  instrumentationLibraryMetrics: "scopeMetrics",
  instrumentationLibraryLogs: "scopeLogs",
  instrumentationLibrary: "scope",
  logs: "logRecords",
};
