import { describe, expect, test } from "vitest";
import { jsonToProtobuf } from "@/lib/decode/json-to-protobuf.ts";
import { readMessage } from "@/lib/decode/read-message.ts";
import { type LogRows, logRows } from "./logs.ts";
import { describeOrigin } from "./origin.ts";

const REQUEST = "ExportLogsServiceRequest";
/** 2026-11-24 10:00:00 UTC. */
const RECEIVED_MS = 1_795_514_400_000;
const NOW_NS = "1795514400000000007";
const HOUR_MS = 3_600_000;

type Given = { service?: string; receivedMs?: number };

function rowsOf(logRecords: object[], given: Given = {}): LogRows {
  const { service = "orders", receivedMs = RECEIVED_MS } = given;
  const attributes = [{ key: "service.name", value: { stringValue: service } }];
  const body = { resourceLogs: [{ resource: { attributes }, scopeLogs: [{ logRecords }] }] };
  const bytes = jsonToProtobuf(REQUEST, JSON.stringify(body));
  return logRows(readMessage(REQUEST, bytes), {
    originOf: describeOrigin,
    acceptance: { acceptPastMs: 24 * HOUR_MS, acceptFutureMs: 300_000, receivedMs },
  });
}

const record = (given: object = {}) => ({
  timeUnixNano: NOW_NS,
  body: { stringValue: "paid" },
  ...given,
});

const rowOf = (given: object) => rowsOf([record(given)]).logs[0];

test("a record with everything", () => {
  const { logs, rejected, cut } = rowsOf([
    record({
      observedTimeUnixNano: "1795514400000000009",
      severityNumber: 17,
      severityText: "Error",
      traceId: "0AF7651916CD43DD8448EB211C80319C",
      spanId: "ffffffffffffff01",
      eventName: "payment.refused",
      attributes: [
        { key: "b", value: { intValue: "9007199254740993" } },
        { key: "a", value: { boolValue: true } },
      ],
    }),
  ]);
  expect({ rejected, cut }).toEqual({ rejected: 0, cut: 0 });
  const [log] = logs;
  expect(log).toEqual({
    serviceId: log?.serviceId,
    originId: log?.originId,
    logId: log?.logId,
    timeNs: 1_795_514_400_000_000_007n,
    severityNumber: 17,
    severityText: "Error",
    body: '"paid"',
    attributes: '{"a":true,"b":"9007199254740993"}',
    traceId: Uint8Array.from(Buffer.from("0af7651916cd43dd8448eb211c80319c", "hex")),
    spanId: -255n,
    eventName: "payment.refused",
  });
});

describe("the time is", () => {
  test("when it was observed, where the event has none", () => {
    const row = rowOf({ timeUnixNano: undefined, observedTimeUnixNano: NOW_NS });
    expect(row?.timeNs).toBe(BigInt(NOW_NS));
  });

  test("when it was received, where neither is given", () => {
    expect(rowOf({ timeUnixNano: "0" })?.timeNs).toBe(1_795_514_400_000_000_000n);
  });
});

describe("the severity", () => {
  test.each([
    ["as sent, whatever the text says", { severityNumber: 13, severityText: "ERROR" }, 13],
    ["from the text without a number", { severityText: "Warning" }, 13],
    ["unspecified for an unknown text", { severityText: "loud" }, 0],
    ["clamped above", { severityNumber: 99 }, 24],
    ["none below zero", { severityNumber: -3 }, 0],
    ["never from the body", { body: { stringValue: "ERROR: out of memory" } }, 0],
  ])("is %s", (_, given, expected) => {
    expect(rowOf(given)?.severityNumber).toBe(expected);
  });
});

describe("the body may be", () => {
  test.each([
    ["absent", undefined, "null"],
    ["a number", { doubleValue: 0.1 }, "0.1"],
    ["a list", { arrayValue: { values: [{ intValue: 1 }, { stringValue: "x" }] } }, '[1,"x"]'],
    [
      "a map",
      { kvlistValue: { values: [{ key: "message", value: { stringValue: "hi" } }] } },
      '{"message":"hi"}',
    ],
    ["bytes", { bytesValue: "AAEC" }, '"AAEC"'],
    ["a text that Postgres cannot hold", { stringValue: "a\0b" }, '"a\uFFFDb"'],
  ])("%s", (_, body, json) => {
    expect(rowOf({ body })?.body).toBe(json);
  });

  test("long: it is shortened and counted", () => {
    const { logs, cut } = rowsOf([record({ body: { stringValue: "x".repeat(40_000) } })]);
    expect(logs[0]?.body).toBe(JSON.stringify("x".repeat(32_768)));
    expect(cut).toBe(1);
  });
});

test.each([
  ["too short", { traceId: "0af765", spanId: "b7ad" }],
  ["all zeros", { traceId: "0".repeat(32), spanId: "0".repeat(16) }],
  ["no hex", { traceId: "zz", spanId: "zz" }],
  ["absent", {}],
])("ids that are %s leave the record without them", (_, ids) => {
  expect(rowOf(ids)).toMatchObject({ traceId: null, spanId: null, body: '"paid"' });
});

describe("the log id", () => {
  const ids = (rows: LogRows) => rows.logs.map(({ logId }) => logId);

  test("is the same when the body comes again later", () => {
    const first = ids(rowsOf([record(), record()]));
    expect(ids(rowsOf([record(), record()], { receivedMs: RECEIVED_MS + 60_000 }))).toEqual(first);
  });

  test("keeps records of one moment in the order in which they were written", () => {
    const written = Array.from({ length: 50 }, (_, n) => record({ severityNumber: 1 + (n % 20) }));
    const sorted = ids(rowsOf(written)).toSorted((a, b) => (a < b ? -1 : 1));
    expect(ids(rowsOf(written))).toEqual(sorted);
  });

  test("tells equal records of one body, services and contents apart", () => {
    const all = [
      ...ids(rowsOf([record(), record()])),
      ...ids(rowsOf([record()], { service: "users" })),
      ...ids(rowsOf([record({ attributes: [{ key: "a", value: { intValue: 1 } }] })])),
      ...ids(rowsOf([record({ severityNumber: 9 })])),
      ...ids(rowsOf([record({ spanId: "b7ad6b7169203331" })])),
    ];
    expect(new Set(all).size).toBe(6);
    expect(all.every((id) => id >= 0n && id < 2n ** 63n)).toBe(true);
  });
});

test("records outside the window are rejected alone, with their reasons", () => {
  const at = (ms: number) => record({ timeUnixNano: `${RECEIVED_MS + ms}000000` });
  const rows = rowsOf([at(-24 * HOUR_MS - 1), at(-24 * HOUR_MS), at(300_000), at(300_001)]);
  expect(rows.logs).toHaveLength(2);
  expect(rows.rejected).toBe(2);
  expect(rows.reasons).toEqual(
    new Map([
      ["older than is accepted", 1],
      ["later than is accepted", 1],
    ]),
  );
});
