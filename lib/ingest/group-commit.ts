import type { Pool, PoolClient } from "pg";
import type { Origin } from "@/lib/aggregate/origin.ts";
import { attributesToRecord } from "@/lib/decode/attributes.ts";
import type { LogRecordRow } from "@/lib/domain/logs.ts";
import { lateHours } from "@/lib/domain/metric-hours.ts";
import type { MetricPointRow } from "@/lib/domain/metrics.ts";
import { ATTRIBUTE_LIMITS } from "@/lib/domain/telemetry-limits.ts";
import { log } from "@/lib/platform/log.ts";
import {
  beginGroup,
  copyDeltas,
  copySpanAttributes,
  copyUnique,
  countKept,
  releaseHashes,
} from "@/lib/store/ingest-group.ts";
import { nextLogArrivals } from "@/lib/store/log-index.ts";
import { chunksOf, encodeLogs } from "@/lib/store/log-rows.ts";
import { markLate } from "@/lib/store/metric-rollups.ts";
import { encodeMetricPoints, registerMetricSeries } from "@/lib/store/metrics.ts";
import { registerOperationSeries } from "@/lib/store/operation-series.ts";
import { type OriginRow, registerOrigins } from "@/lib/store/origins.ts";
import { ensurePartitionsAt } from "@/lib/store/partitions.ts";
import { encodeRequestPoints } from "@/lib/store/request-points.ts";
import { registerRequestSeries } from "@/lib/store/request-series.ts";
import { copyUserSketches } from "@/lib/store/user-sketches.ts";
import type { GroupBuilder } from "./group-builder.ts";
import type { IngestGroup } from "./ingest-group.ts";
import { ACCEPTED, type IngestItem, type IngestOutcome } from "./ingest-item.ts";

/** `durationMs`: from asking for a connection to the commit. */
export type Committed = {
  items: readonly IngestItem[];
  outcomes: IngestOutcome[];
  group: IngestGroup;
  replays: number;
  durationMs: number;
};

export type CommitSettings = { replayWindowMs: number; writerId: bigint };

const SECOND_NS = 1_000_000_000n;
const secondOf = (ns: bigint) => Number(ns / SECOND_NS);

/** Stores bodies in one transaction, each once, and says what became of each. Throws when nothing was stored. */
export class GroupCommit {
  private readonly knownMetricSeries = new Set<bigint>();
  private registering: Promise<void> = Promise.resolve();

  constructor(
    private readonly pool: Pool,
    private readonly builder: GroupBuilder,
    private readonly settings: CommitSettings,
  ) {}

  async run(items: readonly IngestItem[], nowMs: number): Promise<Committed> {
    const began = performance.now();
    const receivedMs = items[0]?.receivedMs ?? nowMs;
    await ensurePartitionsAt(this.pool, { table: "accepted_bodies", seconds: [receivedMs / 1000] });
    const client = await this.pool.connect();
    try {
      const hashes = [...new Set(items.flatMap((item) => item.hash ?? []))];
      const open = await beginGroup(client, { hashes, receivedMs, ...this.settings });
      const group = this.builder.begin(nowMs);
      const outcomes = this.addItems(items, group, open.accepted);
      await this.releaseMalformed(client, items, outcomes, receivedMs);
      await this.registerInTurn(group, nowMs);
      await this.ensureTables(group);
      await this.copyRows(client, group, open, nowMs);
      await client.query("COMMIT");
      client.release();
      this.builder.users.committed(group.users);
      for (const [i, item] of items.entries()) {
        const outcome = outcomes[i];
        if (outcome) group.tally.addBody(item, outcome, outcome === REPLAY);
      }
      const replays = outcomes.filter((outcome) => outcome === REPLAY).length;
      return { items, outcomes, group, replays, durationMs: performance.now() - began };
    } catch (error) {
      // A connection that failed within a transaction is not to be trusted: the pool makes another.
      client.release(error instanceof Error ? error : true);
      throw error;
    }
  }

  private addItems(
    items: readonly IngestItem[],
    group: IngestGroup,
    accepted: Set<string>,
  ): IngestOutcome[] {
    const malformed = new Map<string, IngestOutcome>();
    return items.map((item) => {
      const { hash } = item;
      if (hash !== null && !accepted.delete(hash)) return malformed.get(hash) ?? REPLAY;
      const outcome = this.builder.add(item, group);
      if (hash !== null && outcome.kind === "malformed") malformed.set(hash, outcome);
      return outcome;
    });
  }

  private async releaseMalformed(
    client: PoolClient,
    items: readonly IngestItem[],
    outcomes: readonly IngestOutcome[],
    receivedMs: number,
  ): Promise<void> {
    const hashes = items.flatMap((item, i) =>
      outcomes[i]?.kind === "malformed" && item.hash !== null ? [item.hash] : [],
    );
    if (hashes.length > 0) await releaseHashes(client, hashes, receivedMs);
  }

  /** Another group may be registering what this one's rows name: they wait for it, and take over if it failed. */
  private registerInTurn(group: IngestGroup, nowMs: number): Promise<void> {
    const before = this.registering.catch(() => undefined);
    this.registering = before.then(() => this.registerNew(group, nowMs));
    return this.registering;
  }

  /** Dictionary rows and partitions go first and by themselves: the data's transaction holds no lock on them. */
  private async registerNew(group: IngestGroup, nowMs: number): Promise<void> {
    const { registry, operations, origins } = this.builder;
    const series = registry.takeNew();
    const operationSeries = operations.takeNew();
    const fresh = origins.takeNew();
    const metrics = [...group.metricSeries.values()].filter(
      (one) => !this.knownMetricSeries.has(one.seriesId),
    );
    if (series.length + operationSeries.length + fresh.length + metrics.length === 0) return;
    let client: PoolClient | undefined;
    try {
      client = await this.pool.connect();
      for (const id of await registerRequestSeries(client, series, nowMs)) {
        log.error("two request series have the same id", { seriesId: id.toString() });
      }
      for (const id of await registerOperationSeries(client, operationSeries, nowMs)) {
        log.error("two operation series have the same id", { seriesId: id.toString() });
      }
      await registerOrigins(
        client,
        fresh.map((origin) => toOriginRow(origin, nowMs)),
      );
      for (const id of await registerMetricSeries(client, metrics)) {
        log.error("two metric series have the same id", { seriesId: id.toString() });
      }
      for (const { seriesId } of metrics) this.knownMetricSeries.add(seriesId);
      client.release();
    } catch (error) {
      registry.giveBack(series);
      operations.giveBack(operationSeries);
      origins.giveBack(fresh);
      client?.release(error instanceof Error ? error : true);
      throw error;
    }
  }

  private async ensureTables(group: IngestGroup): Promise<void> {
    const needs = [
      ["spans", group.spanSeconds],
      ["span_attributes", group.spanAttributes.seconds()],
      ["metric_points", group.metricPoints.map((point) => secondOf(point.timeNs))],
      ["request_points", group.requestPoints.map((point) => secondOf(point.timeNs))],
      ["log_records", group.logs.map((record) => secondOf(record.timeNs))],
    ] as const;
    for (const [table, seconds] of needs) {
      await ensurePartitionsAt(this.pool, { table, seconds });
    }
  }

  private async copyRows(
    client: PoolClient,
    group: IngestGroup,
    open: { slot: number; generation: number },
    nowMs: number,
  ): Promise<void> {
    await copyDeltas(client, open.slot, group);
    await copyUnique(client, "spans", group.spans);
    await copySpanAttributes(client, group.spanAttributes.encode());
    await copyUnique(client, "metric_points", encodeMetricPoints(group.metricPoints));
    await markLate(client, latePoints(group.metricPoints, nowMs));
    await copyUnique(
      client,
      "request_points",
      encodeRequestPoints(group.requestPoints, open.generation),
    );
    await copyLogs(client, group.logs);
    await copyUserSketches(client, group.users.rows());
    if (group.receivedSpans === 0) return;
    await countKept(client, {
      bucket: Math.floor(nowMs / 10_000) * 10,
      writerId: this.settings.writerId,
      received: group.receivedSpans,
      kept: group.keptSpans,
      headShare: this.builder.keeper.headShare,
    });
  }
}

/** In numbered chunks, by which they are found before and after they are indexed. */
async function copyLogs(client: PoolClient, logs: readonly LogRecordRow[]): Promise<void> {
  if (logs.length === 0) return;
  const arrivalIds = await nextLogArrivals(client, chunksOf(logs.length));
  await copyUnique(client, "log_records", encodeLogs(logs, arrivalIds));
}

/** Series and hours, once each, that may be rolled up already and miss these points. */
function latePoints(
  points: readonly MetricPointRow[],
  nowMs: number,
): { seriesId: bigint; hour: number }[] {
  const late = new Map<string, { seriesId: bigint; hour: number }>();
  for (const { seriesId, timeNs } of points) {
    for (const hour of lateHours(secondOf(timeNs), nowMs / 1000)) {
      late.set(`${seriesId} ${hour}`, { seriesId, hour });
    }
  }
  return [...late.values()];
}

/** A body that was acknowledged before: acknowledged again and not counted again. */
const REPLAY: IngestOutcome = { ...ACCEPTED };

function toOriginRow(origin: Origin, registeredMs: number): OriginRow {
  const { record } = attributesToRecord(origin.resource?.attributes ?? [], ATTRIBUTE_LIMITS);
  return {
    originId: origin.originId,
    ...origin.service,
    instance: origin.instance,
    version: origin.version,
    resource: JSON.stringify(record),
    scopeName: origin.scopeName,
    scopeVersion: origin.scopeVersion,
    registeredMs,
  };
}
