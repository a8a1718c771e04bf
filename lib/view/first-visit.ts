import type { IntakeResponse } from "@/lib/contract/intake.ts";
import { formatCount } from "./format.ts";
import type { Condition } from "./sentence.ts";
import { formatAgo, formatDuration } from "./time-format.ts";

/** One address of this server. Null address: this receiver is turned off. */
export type AddressRow = { label: string; address: string | null; note: string };

export type RefusalRow = { reason: string; count: string; lastAgo: string };

/** What the first visit says about what has arrived so far. */
export type FirstVisitModel = {
  condition: Condition;
  /** Base address for the lines to copy: OTLP over HTTP, or the web port when that is off. */
  httpUrl: string;
  addresses: AddressRow[];
  access: string;
  received: { count: string; since: string };
  refusals: RefusalRow[];
};

/** `webUrl`: the address under which this page was opened, without a path. */
export function buildFirstVisit(intake: IntakeResponse, webUrl: string): FirstVisitModel {
  const nowMs = Date.parse(intake.now);
  const listening = formatDuration(nowMs - Date.parse(intake.startedAt));
  return {
    condition: waitingCondition(intake, listening),
    httpUrl: intake.otlpHttpUrl ?? webUrl,
    addresses: addressRows(intake, webUrl),
    access: intake.keyRequired ? "a key is required" : "open on this machine without a key",
    received: {
      count: formatCount(intake.requestsReceived),
      since: `${intake.requestsReceived === 1 ? "request" : "requests"} received in ${listening}`,
    },
    refusals: [...intake.refusals]
      .sort((a, b) => b.count - a.count)
      .map(({ reason, count, lastAt }) => ({
        reason,
        count: formatCount(count),
        lastAgo: formatAgo(Date.parse(lastAt), nowMs),
      })),
  };
}

function waitingCondition(intake: IntakeResponse, listening: string): Condition {
  const [most] = [...intake.refusals].sort((a, b) => b.count - a.count);
  if (most !== undefined) {
    return {
      status: "warning",
      parts: [
        { text: `Something arrives but is refused: ${most.reason}. `, tone: "fact" },
        { text: "The first accepted telemetry opens the overview by itself.", tone: "reason" },
      ],
    };
  }
  const heard = intake.requestsReceived > 0;
  return {
    status: "unknown",
    parts: [
      {
        text: heard
          ? `Requests arrive, but none has held telemetry of a service yet. `
          : `Nothing has arrived yet; Headroom has been listening for ${listening}. `,
        tone: "fact",
      },
      {
        text: "The first span, metric or log line opens the overview by itself. Point one service at an address below, or start the demo.",
        tone: "reason",
      },
    ],
  };
}

const addressRows = (intake: IntakeResponse, webUrl: string): AddressRow[] => [
  {
    label: "OTLP over HTTP",
    address: intake.otlpHttpUrl,
    note: "protobuf or JSON; /v1/traces, /v1/metrics, /v1/logs",
  },
  { label: "OTLP over gRPC", address: intake.otlpGrpcTarget, note: "without TLS" },
  {
    label: "OTLP on the web port",
    address: webUrl,
    note: "the same paths, where only one port is open",
  },
];

/** A request without telemetry that the receiver must accept: it shows whether anything gets through. */
export const probeLines = (httpUrl: string, keyRequired: boolean, key: string): string =>
  [
    "curl -i -X POST -d '{}' \\",
    "  -H content-type:application/json \\",
    ...(keyRequired ? [`  -H 'authorization: Bearer ${key}' \\`] : []),
    `  ${httpUrl}/v1/traces`,
  ].join("\n");
