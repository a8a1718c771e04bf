import { randomUUID } from "node:crypto";
import { diag } from "@opentelemetry/api";
import { postBatch } from "./post-batch.ts";
import type { FinishedRequest } from "./request-outcome.ts";

export type ReportOptions = {
  /** Where Headroom's dashboard listens, for example `http://127.0.0.1:3000`. */
  url: string;
  /** The name under which this service appears. */
  service: string;
  /** An API key; needed unless Headroom listens on this machine only. */
  key?: string | undefined;
  /** Requests in one batch at most; 500. */
  batchSize?: number;
  /** Longest wait of a request for its batch; 2,000. */
  intervalMs?: number;
  /** Requests held in memory at most; further ones are dropped and counted; 10,000. */
  queueSize?: number;
  /** Retries of one batch before it is dropped; 6. */
  retries?: number;
  /** Wait before the first retry, doubled each time, up to 30 s; 500. */
  backoffMs?: number;
};

/** Sends finished requests to Headroom. Nothing here throws or rejects once it is made. */
export type RequestReporter = {
  add: (request: FinishedRequest) => void;
  /** Resolves when everything added so far was accepted or given up. */
  flush: () => Promise<void>;
  /** Flushes for at most `timeoutMs` (5,000), then counts what is left as dropped. Later requests are dropped. */
  shutdown: (timeoutMs?: number) => Promise<void>;
  /** Counts of requests; `accepted`: Headroom has stored them. */
  stats: () => { accepted: number; dropped: number; queued: number };
};

type ReportedRequest = {
  service: string;
  endpoint: string;
  method: string;
  statusCode: number;
  /** Milliseconds. */
  duration: number;
  /** The finish, ISO 8601. */
  timestamp: string;
};

/** Stands for "the client closed the request" where no status was sent, as in nginx. */
const CLIENT_CLOSED_REQUEST = 499;

/**
 * Reports requests to `POST /api/v1/requests`, for services without an OpenTelemetry SDK.
 * Throws a TypeError at once when `url` is not an http(s) URL or `service` is empty.
 */
export function reportRequests(options: ReportOptions): RequestReporter {
  const { batchSize = 500, intervalMs = 2_000, queueSize = 10_000 } = options;
  const endpoint = endpointOf(options.url);
  if (options.service === "") throw new TypeError("reportRequests: service is empty");

  const queue: ReportedRequest[] = [];
  const stopping = new AbortController();
  const counts = { accepted: 0, dropped: 0, inFlight: 0 };
  let sending: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const sendAll = async () => {
    while (queue.length > 0) {
      const batch = queue.splice(0, batchSize);
      counts.inFlight = batch.length;
      const accepted = await deliver(batch);
      counts.inFlight = 0;
      counts[accepted ? "accepted" : "dropped"] += batch.length;
    }
    sending = undefined;
  };
  const deliver = async (batch: ReportedRequest[]): Promise<boolean> => {
    try {
      await postBatch({
        endpoint,
        key: options.key,
        idempotencyKey: randomUUID(),
        body: JSON.stringify(batch),
        retries: options.retries ?? 6,
        backoffMs: options.backoffMs ?? 500,
        signal: stopping.signal,
      });
      return true;
    } catch (error) {
      diag.warn(`${batch.length} requests were not reported to Headroom`, error);
      return false;
    }
  };
  const flush = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    if (queue.length > 0) sending ??= sendAll();
    await sending;
  };
  const add = (request: FinishedRequest): void => {
    if (closed || queue.length + counts.inFlight >= queueSize) {
      counts.dropped++;
      return;
    }
    queue.push(toReported(options.service, request));
    if (queue.length >= batchSize) void flush();
    else timer ??= setTimeout(flush, intervalMs).unref();
  };
  const shutdown = async (timeoutMs = 5_000): Promise<void> => {
    closed = true;
    const deadline = setTimeout(() => {
      counts.dropped += queue.splice(0).length;
      stopping.abort(new Error("shut down before the batch was accepted"));
    }, timeoutMs);
    await flush();
    clearTimeout(deadline);
  };
  const stats = () => ({
    accepted: counts.accepted,
    dropped: counts.dropped,
    queued: queue.length + counts.inFlight,
  });
  return { add, flush, shutdown, stats };
}

function endpointOf(url: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== "http:" && parsed?.protocol !== "https:") {
    throw new TypeError(`reportRequests: url must be an http or https URL, got "${url}"`);
  }
  parsed.pathname = `${parsed.pathname.replace(/\/+$/, "")}/api/v1/requests`;
  return parsed;
}

function toReported(service: string, request: FinishedRequest): ReportedRequest {
  return {
    service,
    endpoint: request.route ?? request.path,
    method: request.method,
    statusCode: request.statusCode ?? CLIENT_CLOSED_REQUEST,
    duration: Math.round(request.durationMs * 1000) / 1000,
    timestamp: request.finishedAt.toISOString(),
  };
}
