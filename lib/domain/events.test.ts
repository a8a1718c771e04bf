import { expect, test } from "vitest";
import { EVENT_LENS, EVENT_ROWS } from "./events.ts";
import { untestedRows } from "./test-support/untested-rows.ts";

const TOPIC = { "messaging.system": "redis", "messaging.destination.name": "mails" };
const GROUP = { ...TOPIC, "messaging.consumer.group.name": "sender" };

const GOLDEN: [string, Record<string, string>, string, string, string][] = [
  ["messaging.client.sent.messages", TOPIC, "{message}", "published", ""],
  ["messaging.client.published.messages", TOPIC, "", "published", ""],
  ["messaging.publish.messages", TOPIC, "", "published", ""],
  ["messaging.publish.duration", TOPIC, "s", "publishMs", ""],
  ["messaging.client.consumed.messages", GROUP, "", "processed", "sender"],
  ["messaging.receive.messages", GROUP, "", "processed", "sender"],
  ["messaging.process.duration", GROUP, "s", "processMs", "sender"],
  ["messaging.process.duration", { ...GROUP, "error.type": "E" }, "s", "processFailedMs", "sender"],
  ["messaging.receive.duration", GROUP, "s", "processMs", "sender"],
  ["messaging.process.lag", GROUP, "s", "lagMs", "sender"],
  ["messaging.process.dead_lettered.messages", GROUP, "", "deadLettered", "sender"],
];

test.each(GOLDEN)("%s %j", (name, attributes, unit, measure, consumerGroup) => {
  const reading = EVENT_LENS.read({
    ...{ name, unit, attributes: new Map(Object.entries(attributes)), resource: new Map() },
  });
  expect(reading?.measure).toBe(measure);
  expect(reading?.dimensions).toEqual({ system: "redis", destination: "mails", consumerGroup });
  expect(reading?.factor).toBe(measure.endsWith("Ms") ? 1_000 : 1);
});

const BACKLOGS: [string, Record<string, string>][] = [
  ["kafka.consumer_group.lag", { group: "sender", topic: "mails" }],
  ["kafka_consumer_group_lag", { group: "sender", topic: "mails" }],
  [
    "messaging.kafka.consumer.lag",
    { "messaging.kafka.consumer.group": "sender", "messaging.destination.name": "mails" },
  ],
];

test.each(BACKLOGS)("%s is a backlog of Kafka", (name, attributes) => {
  const subject = { name, unit: "", attributes: new Map(Object.entries(attributes)) };
  expect(EVENT_LENS.read({ ...subject, resource: new Map() })).toMatchObject({
    measure: "backlog",
    dimensions: { system: "kafka", destination: "mails", consumerGroup: "sender" },
  });
});

test("a message that could not be sent is not published", () => {
  const attributes = new Map(Object.entries({ ...TOPIC, "error.type": "ECONNREFUSED" }));
  const name = "messaging.client.sent.messages";
  expect(EVENT_LENS.read({ name, unit: "", attributes, resource: new Map() })).toBeNull();
});

test("every row has its golden line", () => {
  const goldens = [...GOLDEN, ...BACKLOGS].map(([name, attributes]) => ({ name, attributes }));
  expect(untestedRows(EVENT_ROWS, goldens)).toEqual([]);
});
