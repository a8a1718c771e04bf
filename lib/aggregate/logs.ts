import { anyValueToJson, attributesToRecord } from "@/lib/decode/attributes.ts";
import type { LogRecord, Message } from "@/lib/decode/otlp-messages.ts";
import { storableText } from "@/lib/decode/storable-text.ts";
import { type LogRecordRow, SEVERITY_NUMBERS, severityNumberOfText } from "@/lib/domain/logs.ts";
import { ATTRIBUTE_LIMITS } from "@/lib/domain/telemetry-limits.ts";
import { noRejections, type Rejections, reject, timeRefusal } from "./acceptance.ts";
import { canonicalJson } from "./canonical-json.ts";
import type { Origin } from "./origin.ts";
import type { RowContext } from "./row-context.ts";
import { seriesId } from "./series-id.ts";

/** A body may be a whole stack trace. */
const BODY_LIMITS = { ...ATTRIBUTE_LIMITS, valueBytes: 32_768 } as const;

const LONGEST = { severityText: 63, eventName: 255 } as const;

/** Rows of one body, and the records that were rejected alone. */
export type LogRows = Rejections & {
  logs: LogRecordRow[];
  /** Values that were shortened or left out. */
  cut: number;
};

/** The records of an export request of logs, in the order in which they came. */
export function logRows(
  request: Message<"ExportLogsServiceRequest">,
  { originOf, acceptance }: RowContext,
): LogRows {
  const rejections = noRejections();
  const logs: LogRecordRow[] = [];
  let cut = 0;
  let ordinal = 0;
  for (const { resource, scopeLogs } of request.resourceLogs) {
    for (const { scope, logRecords } of scopeLogs) {
      const origin = originOf(resource, scope);
      for (const record of logRecords) {
        const timeNs = timeOf(record, acceptance.receivedMs);
        const refusal = timeRefusal(timeNs, acceptance);
        if (refusal === null) {
          const read = readRecord(record, { origin, timeNs, ordinal });
          logs.push(read.row);
          cut += read.cut;
        } else reject(rejections, refusal);
        ordinal++;
      }
    }
  }
  return { logs, cut, ...rejections };
}

/** When it happened, else when it was seen, else now. */
function timeOf(record: LogRecord, receivedMs: number): bigint {
  if (record.timeUnixNano > 0n) return record.timeUnixNano;
  if (record.observedTimeUnixNano > 0n) return record.observedTimeUnixNano;
  return BigInt(Math.trunc(receivedMs)) * 1_000_000n;
}

function readRecord(
  record: LogRecord,
  { origin, timeNs, ordinal }: { origin: Origin; timeNs: bigint; ordinal: number },
): { row: LogRecordRow; cut: number } {
  const body = anyValueToJson(record.body, BODY_LIMITS);
  const attributes = attributesToRecord(record.attributes, ATTRIBUTE_LIMITS);
  const row = {
    serviceId: origin.serviceId,
    timeNs,
    originId: origin.originId,
    severityNumber: severityNumberOf(record),
    severityText: storableText(record.severityText.slice(0, LONGEST.severityText)),
    body: JSON.stringify(body.value),
    attributes: canonicalJson(attributes.record),
    traceId: idOf(record.traceId, 16),
    spanId: signed(idOf(record.spanId, 8)),
    eventName: storableText(record.eventName.slice(0, LONGEST.eventName)),
  };
  return { row: { ...row, logId: logIdOf(row, ordinal) }, cut: body.cut + attributes.cut };
}

/** As sent, else told from the level's name; never from the body, whose words are not levels. */
function severityNumberOf(record: LogRecord): number {
  const { least, most } = SEVERITY_NUMBERS;
  if (record.severityNumber >= least) return Math.min(record.severityNumber, most);
  return severityNumberOfText(record.severityText);
}

/** The bytes of an id; null when it has another length or only zeros. */
const idOf = (bytes: Uint8Array, length: number): Uint8Array | null =>
  bytes.length === length && bytes.some((byte) => byte !== 0) ? bytes : null;

const signed = (bytes: Uint8Array | null): bigint | null =>
  bytes && new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getBigInt64(0);

/** Bits of an id below the record's place in its body. */
const HASH_BITS = 47n;
const LAST_PLACE = 0xffff;

/**
 * Equal records in one body are two; a body that comes again has the same ids. They begin with the place in the body,
 * so that records of one moment, which many clocks cannot tell apart, stay in the order in which they were written.
 */
function logIdOf(row: Omit<LogRecordRow, "logId">, ordinal: number): bigint {
  const hash = seriesId([
    "log",
    String(row.originId),
    String(row.timeNs),
    String(row.severityNumber),
    row.severityText,
    row.body,
    row.attributes,
    row.traceId ? Buffer.from(row.traceId).toString("hex") : "",
    String(row.spanId),
    row.eventName,
    String(ordinal),
  ]);
  const place = BigInt(Math.min(ordinal, LAST_PLACE));
  return (place << HASH_BITS) | BigInt.asUintN(Number(HASH_BITS), hash);
}
