import { describe, expect, test } from "vitest";
import {
  decodeStatus,
  encodeExportResponse,
  encodeRetryInfoStatus,
  encodeStatus,
} from "./export-response.ts";
import { oracleType } from "./test-support/protobuf-oracle.ts";

const json = (bytes: Uint8Array): unknown => JSON.parse(Buffer.from(bytes).toString());

/** What protobufjs reads, as its own JSON: 64-bit integers as strings. */
const byOracle = (name: string, bytes: Uint8Array): unknown => {
  const type = oracleType(name);
  return type.toObject(type.decode(bytes), { longs: String });
};

const CASES = [
  ["traces", "ExportTraceServiceResponse", "rejectedSpans"],
  ["metrics", "ExportMetricsServiceResponse", "rejectedDataPoints"],
  ["logs", "ExportLogsServiceResponse", "rejectedLogRecords"],
] as const;

describe.each(CASES)("the answer to %s", (signal, name, rejectedName) => {
  test("is empty when everything was taken", () => {
    const outcome = { signal, rejected: 0, message: "" };
    expect(encodeExportResponse({ ...outcome, encoding: "protobuf" })).toHaveLength(0);
    expect(json(encodeExportResponse({ ...outcome, encoding: "json" }))).toEqual({});
  });

  test("tells how many were refused and why", () => {
    const outcome = { signal, rejected: 3, message: "no id: 3" };
    const expected = { partialSuccess: { [rejectedName]: "3", errorMessage: "no id: 3" } };
    expect(byOracle(name, encodeExportResponse({ ...outcome, encoding: "protobuf" }))).toEqual(
      expected,
    );
    expect(json(encodeExportResponse({ ...outcome, encoding: "json" }))).toEqual(expected);
  });

  test("can warn without refusing", () => {
    const outcome = { signal, rejected: 0, message: "cut" };
    const expected = { partialSuccess: { errorMessage: "cut" } };
    expect(byOracle(name, encodeExportResponse({ ...outcome, encoding: "protobuf" }))).toEqual(
      expected,
    );
    expect(json(encodeExportResponse({ ...outcome, encoding: "json" }))).toEqual(expected);
  });
});

describe("a status", () => {
  const status = { code: 3, message: "not a message" };

  test("comes in the request's encoding", () => {
    expect(byOracle("Status", encodeStatus({ ...status, encoding: "protobuf" }))).toEqual(status);
    expect(json(encodeStatus({ ...status, encoding: "json" }))).toEqual(status);
  });

  test("can say when to come back", () => {
    const bytes = encodeRetryInfoStatus({ code: 14, message: "busy", retryDelayMs: 2_500 });
    const type = oracleType("Status");
    const { code, message, details } = type.toObject(type.decode(bytes));
    expect([code, message]).toEqual([14, "busy"]);
    expect(details).toHaveLength(1);
    expect(details[0].typeUrl).toBe("type.googleapis.com/google.rpc.RetryInfo");
    expect(byOracle("RetryInfo", details[0].value)).toEqual({
      retryDelay: { seconds: "2", nanos: 500_000_000 },
    });
    expect(decodeStatus(bytes)).toEqual({ code: 14, message: "busy", retryDelayMs: 2_500 });
  });

  test("without a RetryInfo has no delay", () => {
    const bytes = encodeStatus({ ...status, encoding: "protobuf" });
    expect(decodeStatus(bytes)).toEqual({ ...status, retryDelayMs: null });
  });
});
