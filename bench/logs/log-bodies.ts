import { encodeByOracle } from "@/lib/decode/test-support/protobuf-oracle.ts";
import { LogSource } from "./log-source.ts";

export const RECORDS_A_BODY = 1_000;

/** Distinct protobuf bodies of export requests with a thousand records each, of this moment. */
export function logBodies(count: number, nowMs: number): Buffer[] {
  const source = new LogSource();
  let timeNs = BigInt(nowMs) * 1_000_000n;
  return Array.from({ length: count }, () => {
    const logRecords = Array.from({ length: RECORDS_A_BODY }, () => {
      timeNs += 1_000n;
      const log = source.record(timeNs, { serviceId: 0n, originId: 0n });
      return {
        timeUnixNano: String(timeNs),
        severityNumber: log.severityNumber,
        severityText: log.severityText,
        body: anyValue(JSON.parse(log.body)),
        attributes: keyValues(JSON.parse(log.attributes)),
        ...(log.traceId && { traceId: log.traceId }),
      };
    });
    const resource = { attributes: keyValues({ "service.name": "bench-ingest" }) };
    return Buffer.from(
      encodeByOracle("ExportLogsServiceRequest", {
        resourceLogs: [{ resource, scopeLogs: [{ scope: { name: "bench" }, logRecords }] }],
      }),
    );
  });
}

function anyValue(value: unknown): object {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "number") return { doubleValue: value };
  if (typeof value !== "object" || value === null) return { boolValue: value === true };
  return { kvlistValue: { values: keyValues(value) } };
}

const keyValues = (record: object): { key: string; value: object }[] =>
  Object.entries(record).map(([key, value]) => ({ key, value: anyValue(value) }));
