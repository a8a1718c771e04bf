import { randomInt } from "node:crypto";
import { logRows } from "@/lib/aggregate/logs.ts";
import { metricRows } from "@/lib/aggregate/metrics.ts";
import { OperationAggregator } from "@/lib/aggregate/operation-aggregator.ts";
import { OperationSeriesRegistry } from "@/lib/aggregate/operation-series.ts";
import { describeOrigin, type Origin } from "@/lib/aggregate/origin.ts";
import { OriginCache } from "@/lib/aggregate/origin-cache.ts";
import { addPlainRequests } from "@/lib/aggregate/plain-requests.ts";
import { BUCKET_SECONDS } from "@/lib/aggregate/request-cell.ts";
import { RequestGroup } from "@/lib/aggregate/request-group.ts";
import { requestPoints } from "@/lib/aggregate/request-metrics.ts";
import { RequestSeriesRegistry } from "@/lib/aggregate/request-series.ts";
import type { OriginOf } from "@/lib/aggregate/row-context.ts";
import { SpanAggregator } from "@/lib/aggregate/span-aggregator.ts";
import { wholeSeconds } from "@/lib/aggregate/span-time.ts";
import { TraceKeeper } from "@/lib/aggregate/trace-keeper.ts";
import { UserAggregator } from "@/lib/aggregate/user-aggregator.ts";
import { plainRequestsBody, toPlainRequests } from "@/lib/contract/plain-requests.ts";
import { DecodeError } from "@/lib/decode/decode-error.ts";
import { parseJson } from "@/lib/decode/parse-json.ts";
import { readMessage } from "@/lib/decode/read-message.ts";
import type { SpanBatch } from "@/lib/decode/span-batch.ts";
import { SpanReader } from "@/lib/decode/span-reader.ts";
import { LATE_AFTER_SECONDS } from "@/lib/domain/headroom.ts";
import { encodeSpan } from "@/lib/store/span-rows.ts";
import { IngestGroup } from "./ingest-group.ts";
import { ACCEPTED, type IngestItem, type IngestOutcome, type Signal } from "./ingest-item.ts";
import type { Refusals } from "./refusals.ts";

export type BuilderSettings = {
  acceptPastMs: number;
  acceptFutureMs: number;
  traceBudget: number;
  seriesCap: number;
  /** Stands between users' ids and what is kept of them. */
  userKey: string;
};

/** How far back of a metric export its service counts as having reported: SDKs export each minute. */
const METRIC_REACH_SECONDS = 60;

/** Turns bodies into the rows of a group. One a process: it holds what is remembered between bodies. */
export class GroupBuilder {
  readonly origins = new OriginCache();
  readonly registry: RequestSeriesRegistry;
  readonly operations: OperationSeriesRegistry;
  readonly keeper: TraceKeeper;
  readonly users: UserAggregator;
  private readonly reader = new SpanReader(randomInt(2 ** 31));
  private readonly spans: SpanAggregator;

  constructor(
    private readonly settings: BuilderSettings,
    private readonly refusals: Refusals,
    nowMs: number,
  ) {
    this.registry = new RequestSeriesRegistry(settings.seriesCap, (_, lost) =>
      refusals.add("traces", `too many series: ${lost} dropped`, 1, Date.now()),
    );
    this.operations = new OperationSeriesRegistry(settings.seriesCap, (_, lost) =>
      refusals.add("traces", `too many operation series: ${lost} dropped`, 1, Date.now()),
    );
    this.keeper = new TraceKeeper(settings.traceBudget, nowMs);
    const operations = new OperationAggregator(this.operations, randomInt(2 ** 31));
    this.users = new UserAggregator(settings.userKey);
    const others = { operations, users: this.users };
    this.spans = new SpanAggregator(this.reader, this.origins, this.registry, settings, others);
  }

  /** An empty group for bodies that share a transaction. */
  begin(nowMs: number): IngestGroup {
    return new IngestGroup(new RequestGroup(this.registry, nowMs));
  }

  /** Adds one body to a group and says what became of it. A malformed body adds nothing. */
  add(item: IngestItem, group: IngestGroup): IngestOutcome {
    try {
      switch (item.signal) {
        case "traces":
          return this.addTraces(item, group);
        case "metrics":
          return this.addMetrics(item, group);
        case "logs":
          return this.addLogs(item, group);
        case "requests":
          return this.addRequests(item, group);
      }
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      this.refusals.add(item.signal, "malformed body", 1, item.receivedMs);
      return { kind: "malformed", message: error.message };
    }
  }

  private addTraces(item: IngestItem, group: IngestGroup): IngestOutcome {
    const batch = this.reader.read(item.body);
    const outcome = this.spans.add(batch, group, item.receivedMs);
    const kept = this.keeper.choose(batch, outcome.verdicts, item.receivedMs);
    let stored = 0;
    for (let n = 0; n < kept.count; n++) {
      const i = kept.spans[n] ?? 0;
      const origin = outcome.origins[batch.scope[i] ?? 0];
      if (!origin) continue;
      const cut = encodeOrNull(group, batch, { i, outcome, origin });
      if (cut === null) this.refusals.add("traces", "malformed attributes", 1, item.receivedMs);
      else {
        group.cut += cut;
        stored++;
        this.origins.announce(origin);
        group.spanSeconds.add(wholeSeconds(batch.startHigh[i] ?? 0, batch.startLow[i] ?? 0));
      }
    }
    const accepted = batch.count - outcome.rejectedPast - outcome.rejectedFuture;
    if (!item.isOwn) {
      group.receivedSpans += accepted;
      group.keptSpans += stored;
    }
    group.tally.add(item, { accepted, late: outcome.late });
    return this.outcome(item, [
      ["trace or span id of zeros or of the wrong length", batch.rejectedIds],
      ["older than is accepted", outcome.rejectedPast],
      ["later than is accepted", outcome.rejectedFuture],
    ]);
  }

  private addMetrics(item: IngestItem, group: IngestGroup): IngestOutcome {
    const request = readMessage("ExportMetricsServiceRequest", item.body);
    const seen = new Set<Origin>();
    const context = { originOf: this.originOf(seen), acceptance: this.acceptance(item) };
    const rows = metricRows(request, context);
    const points = requestPoints(request, { ...context, registry: this.registry });
    for (const series of rows.series) group.metricSeries.set(series.seriesId, series);
    group.metricPoints.push(...rows.points);
    group.tally.add(item, {
      accepted: rows.points.length,
      late: lateOf(rows.points, item.receivedMs),
    });
    group.requestPoints.push(...points);
    group.cut += rows.cut;
    for (const origin of seen) this.origins.announce(origin);
    const byOrigin = new Map(rows.series.map((series) => [series.seriesId, series.originId]));
    const origins = new Map([...seen].map((origin) => [origin.originId, origin]));
    for (const point of rows.points) {
      const origin = origins.get(byOrigin.get(point.seriesId) ?? 0n);
      if (origin) markMetricPresence(group.requests, origin, Number(point.timeNs / 1_000_000_000n));
    }
    return this.outcome(item, rows.reasons);
  }

  private addLogs(item: IngestItem, group: IngestGroup): IngestOutcome {
    const request = readMessage("ExportLogsServiceRequest", item.body);
    const seen = new Set<Origin>();
    const context = { originOf: this.originOf(seen), acceptance: this.acceptance(item) };
    const rows = logRows(request, context);
    group.logs.push(...rows.logs);
    group.tally.add(item, { accepted: rows.logs.length, late: lateOf(rows.logs, item.receivedMs) });
    group.cut += rows.cut;
    const origins = new Map([...seen].map((origin) => [origin.originId, origin]));
    for (const origin of seen) this.origins.announce(origin);
    for (const { originId, timeNs } of rows.logs) {
      const origin = origins.get(originId);
      const second = Number(timeNs / 1_000_000_000n);
      if (origin) group.requests.markPresent(origin, second - (second % BUCKET_SECONDS));
    }
    return this.outcome(item, rows.reasons);
  }

  private addRequests(item: IngestItem, group: IngestGroup): IngestOutcome {
    const parsed = plainRequestsBody.safeParse(parseJson(item.body, { rounds: true }));
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      const field = issue?.path.join(".") ?? "";
      this.refusals.add("requests", "malformed body", 1, item.receivedMs);
      return { kind: "malformed", message: issue?.message ?? "not a list of requests", field };
    }
    const requests = toPlainRequests(parsed.data);
    const rejections = addPlainRequests(requests, {
      group: group.requests,
      registry: this.registry,
      acceptance: this.acceptance(item),
    });
    group.tally.add(item, {
      accepted: requests.length - rejections.rejected,
      late: rejections.late,
    });
    return this.outcome(item, rejections.reasons);
  }

  private originOf(seen: Set<Origin>): OriginOf {
    return (resource, scope) => {
      const origin = describeOrigin(resource, scope);
      seen.add(origin);
      return origin;
    };
  }

  private acceptance(item: IngestItem) {
    const { acceptPastMs, acceptFutureMs } = this.settings;
    return { acceptPastMs, acceptFutureMs, receivedMs: item.receivedMs };
  }

  private outcome(
    item: IngestItem,
    reasons: Iterable<readonly [reason: string, count: number]>,
  ): IngestOutcome {
    const given = [...reasons].filter(([, count]) => count > 0);
    if (given.length === 0) return ACCEPTED;
    for (const [reason, count] of given)
      this.refusals.add(item.signal, reason, count, item.receivedMs);
    return {
      kind: "accepted",
      rejected: given.reduce((sum, [, count]) => sum + count, 0),
      message: given
        .map(([reason, count]) => `${count} ${NOUN[item.signal]}: ${reason}`)
        .join("; "),
    };
  }
}

/** Cut values of a kept span; null: its attributes are malformed, so that it cannot be kept, only counted. */
function encodeOrNull(
  group: IngestGroup,
  batch: SpanBatch,
  span: Parameters<typeof encodeSpan>[2],
): number | null {
  try {
    return encodeSpan(group, batch, span);
  } catch (error) {
    if (error instanceof DecodeError) return null;
    throw error;
  }
}

/** How many of these had happened long before they arrived. */
function lateOf(rows: readonly { timeNs: bigint }[], receivedMs: number): number {
  const before = BigInt(Math.floor(receivedMs / 1000) - LATE_AFTER_SECONDS) * 1_000_000_000n;
  let late = 0;
  for (const { timeNs } of rows) if (timeNs < before) late++;
  return late;
}

const NOUN: Record<Signal, string> = {
  traces: "spans",
  metrics: "data points",
  logs: "log records",
  requests: "requests",
};

function markMetricPresence(group: RequestGroup, origin: Origin, second: number): void {
  const last = second - (second % BUCKET_SECONDS);
  for (let ago = METRIC_REACH_SECONDS; ago >= 0; ago -= BUCKET_SECONDS) {
    group.markPresent(origin, last - ago);
  }
}
