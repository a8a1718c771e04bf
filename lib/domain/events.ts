import { eventStatus, rankOfStatus } from "./concern-status.ts";
import { Lens, type LensRow } from "./lens.ts";

export const EVENT_DIMENSIONS = ["system", "destination", "consumerGroup"] as const;
export type EventDimension = (typeof EVENT_DIMENSIONS)[number];

/** Counts of messages, how long they took to process, from publishing to processing, and how many wait. */
export type EventMeasure =
  | "published"
  | "processed"
  | "failed"
  | "deadLettered"
  | "publishMs"
  | "processMs"
  | "processFailedMs"
  | "lagMs"
  | "backlog";

type Row = LensRow<EventDimension, EventMeasure>;

const DESTINATION = ["messaging.destination.name", "messaging.destination", "topic"];
const BY_DESTINATION = { system: ["messaging.system"], destination: DESTINATION };
const BY_GROUP = {
  ...BY_DESTINATION,
  consumerGroup: [
    "messaging.consumer.group.name",
    "messaging.kafka.consumer.group",
    "messaging.consumer_group",
    "group",
  ],
};
const KAFKA_GROUP = { ...BY_GROUP, system: { always: "kafka" } };

const processing = (metric: string): Row[] => [
  {
    library: "OpenTelemetry",
    metric,
    measure: "processMs",
    dimensions: BY_GROUP,
    where: { "error.type": "" },
  },
  { library: "OpenTelemetry", metric, measure: "processFailedMs", dimensions: BY_GROUP },
];

/** How messaging reports itself, by library and convention. */
export const EVENT_ROWS: readonly Row[] = [
  {
    library: "OpenTelemetry",
    metric: "messaging.client.sent.messages",
    measure: "published",
    dimensions: BY_DESTINATION,
    where: { "error.type": "" },
  },
  {
    library: "OpenTelemetry",
    metric: "messaging.client.consumed.messages",
    measure: "processed",
    dimensions: BY_GROUP,
  },
  {
    library: "OpenTelemetry, old names",
    metric: "messaging.client.published.messages",
    measure: "published",
    dimensions: BY_DESTINATION,
    where: { "error.type": "" },
  },
  {
    library: "OpenTelemetry, old names",
    metric: "messaging.publish.messages",
    measure: "published",
    dimensions: BY_DESTINATION,
    where: { "error.type": "" },
  },
  {
    library: "OpenTelemetry, old names",
    metric: "messaging.publish.duration",
    measure: "publishMs",
    dimensions: BY_DESTINATION,
  },
  {
    library: "OpenTelemetry, old names",
    metric: "messaging.receive.messages",
    measure: "processed",
    dimensions: BY_GROUP,
  },
  ...processing("messaging.process.duration"),
  ...processing("messaging.receive.duration"),
  {
    library: "@headroom/sdk",
    metric: "messaging.process.lag",
    measure: "lagMs",
    dimensions: BY_GROUP,
  },
  {
    library: "@headroom/sdk",
    metric: "messaging.process.dead_lettered.messages",
    measure: "deadLettered",
    dimensions: BY_GROUP,
  },
  {
    library: "Collector, kafkametrics",
    metric: "kafka.consumer_group.lag",
    measure: "backlog",
    dimensions: KAFKA_GROUP,
  },
  {
    library: "OpenTelemetry",
    metric: "messaging.kafka.consumer.lag",
    measure: "backlog",
    dimensions: KAFKA_GROUP,
  },
];

export const EVENT_LENS = new Lens<EventDimension, EventMeasure>(EVENT_DIMENSIONS, EVENT_ROWS);

type Ordered = {
  deadLettered: number | null;
  failed: number | null;
  throughputPerSecond: number | null;
};

/** Dead letters first, then failures, then by traffic. */
export const byEventTrouble = (a: Ordered, b: Ordered): number =>
  rankOfStatus(eventStatus(a)) - rankOfStatus(eventStatus(b)) ||
  (b.deadLettered ?? 0) - (a.deadLettered ?? 0) ||
  (b.failed ?? 0) - (a.failed ?? 0) ||
  (b.throughputPerSecond ?? 0) - (a.throughputPerSecond ?? 0);
