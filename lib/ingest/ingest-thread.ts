import { once } from "node:events";
import type { Server as HttpServer } from "node:http";
import type { Server as GrpcServer } from "@grpc/grpc-js";
import type { Pool } from "pg";
import { z } from "zod";
import { liveEvent } from "@/lib/contract/live.ts";
import type { AnonymousPrincipal, KeyPrincipal, Principal } from "@/lib/domain/principal.ts";
import { SELF_SERVICE } from "@/lib/domain/service.ts";
import type { Bus } from "@/lib/platform/bus.ts";
import type { Env } from "@/lib/platform/env.ts";
import { log } from "@/lib/platform/log.ts";
import { deriveKey, installSecret } from "@/lib/platform/secret-key.ts";
import { countRefusal } from "@/lib/store/ingest-group.ts";
import { GroupBuilder } from "./group-builder.ts";
import { type Committed, GroupCommit } from "./group-commit.ts";
import { createOtlpGrpcServer, listenGrpc } from "./grpc-server.ts";
import { createOtlpServer, type ReceiverParts } from "./http-server.ts";
import { OwnFigures } from "./ingest-figures.ts";
import type { FromWorker, ToWorker } from "./messages.ts";
import { IngestPipeline } from "./pipeline.ts";
import { Refusals } from "./refusals.ts";
import { Spool } from "./spool.ts";
import { answerWebBody } from "./web-body.ts";

/** Series that one service may have active in an hour. */
const SERIES_CAP = 5_000;
const SPOOL_BYTES = 512 * 1024 * 1024;
const STATS_MS = 1_000;
const LIVE_MS = 500;
const STORE_SECONDS = 5;
const MOST_TRACE_KEYS = 100_000;

type Parts = {
  settings: Env;
  pool: Pool;
  spoolDirectory: string;
  writerId: bigint;
  bus: Bus;
  tell: (message: FromWorker) => void;
  now: () => number;
};

const traceKeys = z.array(z.number().int().min(0)).max(MOST_TRACE_KEYS);

function parseJsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

type KeyAnswer = KeyPrincipal | AnonymousPrincipal | null;

/** Everything that runs in the ingest thread: receivers, pipeline and what is told to the server's thread. */
export class IngestThread {
  private readonly refusals = new Refusals();
  private readonly builder: GroupBuilder;
  private readonly pipeline: IngestPipeline;
  private readonly http: HttpServer;
  private readonly grpc: GrpcServer;
  private readonly asked = new Map<number, (principal: KeyAnswer) => void>();
  private nextQuestion = 0;
  private readonly changed = { services: new Set<string>(), signals: new Set<string>() };
  private readonly totals = { requests: 0, spans: 0, kept: 0, replays: 0 };
  private readonly before = { spans: 0, kept: 0, ms: 0 };
  private readonly timers: NodeJS.Timeout[] = [];
  private readonly figures: OwnFigures;
  private readonly startedMs: number;
  private ticks = 0;

  constructor(private readonly parts: Parts) {
    const { settings, pool, now } = parts;
    this.startedMs = now();
    this.before.ms = now();
    const userKey = deriveKey(installSecret(settings), "users");
    const limits = { ...settings, seriesCap: SERIES_CAP, userKey };
    const builder = new GroupBuilder(limits, this.refusals, now());
    this.builder = builder;
    const spool = new Spool(parts.spoolDirectory, SPOOL_BYTES);
    this.figures = new OwnFigures({ ...parts, spool });
    this.pipeline = new IngestPipeline({
      builder,
      commit: new GroupCommit(pool, builder, {
        replayWindowMs: settings.replayWindowMs,
        writerId: parts.writerId,
      }),
      spool,
      refusals: this.refusals,
      onCommitted: (committed) => this.note(committed),
      now,
    });
    const receiver: ReceiverParts = {
      pipeline: this.pipeline,
      refusals: this.refusals,
      door: {
        ingestAuth: settings.ingestAuth,
        ourHosts: [settings.otlpHost, settings.host],
        allowedOrigins: settings.corsOrigins,
        principalOf: (authorization) => this.principalOf(authorization),
      },
      now,
      onReceived: () => {
        this.totals.requests++;
      },
    };
    this.http = createOtlpServer(receiver);
    this.grpc = createOtlpGrpcServer(receiver);
  }

  async listen(): Promise<void> {
    const { otlpHost, otlpHttpPort, otlpGrpcPort } = this.parts.settings;
    if (otlpHttpPort !== 0) {
      this.http.listen(otlpHttpPort, otlpHost);
      await once(this.http, "listening");
    }
    if (otlpGrpcPort !== 0) {
      const host = otlpHost.includes(":") ? `[${otlpHost}]` : otlpHost;
      await listenGrpc(this.grpc, `${host}:${otlpGrpcPort}`);
    }
    this.listenToOthers();
    this.timers.push(setInterval(() => this.tick(), STATS_MS));
    this.timers.push(setInterval(() => this.announce(), LIVE_MS));
  }

  /** A message of the server's thread. */
  hear(message: ToWorker): void {
    if (message.kind === "principal") {
      this.asked.get(message.id)?.(message.principal);
      this.asked.delete(message.id);
    } else if (message.kind === "refused") {
      this.totals.requests++;
      this.refusals.add(message.signal, message.reason, 1, this.parts.now());
    } else if (message.kind === "body") {
      const { signal, keyId } = message.body;
      // Our own telemetry is no sign that anybody sends.
      const isOwn = keyId === SELF_SERVICE;
      if (!isOwn) this.totals.requests++;
      answerWebBody(
        message.body,
        (item) => this.pipeline.submit({ ...item, isOwn }),
        this.parts.now(),
      )
        .then((answer) => {
          if (answer.status === 413 || answer.status === 415) {
            this.refusals.add(signal, `HTTP ${answer.status}`, 1, this.parts.now());
          }
          this.parts.tell({ kind: "answer", id: message.id, answer });
        })
        .catch((error: unknown) => {
          log.error("a body of the web port failed", { reason: String(error) });
          const headers = { "content-type": "application/json", "retry-after": "5" };
          const body = Buffer.from('{"error":{"code":"unavailable","message":"Try again later"}}');
          this.parts.tell({
            kind: "answer",
            id: message.id,
            answer: { status: 503, headers, body },
          });
        });
    }
  }

  async stop(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    this.http.close();
    this.http.closeIdleConnections();
    await new Promise<void>((resolve) => this.grpc.tryShutdown(() => resolve()));
    await this.pipeline.stop();
    this.http.closeAllConnections();
    await this.storeCounts();
    this.figures.stop();
    await this.parts.bus.close();
    await this.parts.pool.end();
  }

  /** The server's thread knows the keys; a key that cannot be looked up now is no one's. */
  private async principalOf(authorization: string | undefined): Promise<Principal> {
    if (authorization === undefined) return { kind: "anonymous", presented: false };
    const id = this.nextQuestion++;
    const answer = await new Promise<KeyAnswer>((resolve) => {
      this.asked.set(id, resolve);
      this.parts.tell({ kind: "who", id, authorization });
    });
    if (answer === null) throw new Error("the key cannot be looked up now");
    return answer;
  }

  private note(committed: Committed): void {
    const { group, replays } = committed;
    this.figures.note(committed);
    this.totals.spans += group.receivedSpans;
    this.totals.kept += group.keptSpans;
    this.totals.replays += replays;
    for (const service of group.requests.services) this.changed.services.add(service);
    for (const signal of group.signals()) this.changed.signals.add(signal);
  }

  /** What other processes do: their changes go to open pages here, and their kept traces are kept here too. */
  private listenToOthers(): void {
    const { bus, tell } = this.parts;
    bus.subscribe("live", (message) => {
      const event = liveEvent.safeParse(parseJsonOrNull(message));
      if (event.success) tell({ kind: "changed", ...event.data });
    });
    bus.subscribe("kept-traces", (message) => {
      const keys = traceKeys.safeParse(parseJsonOrNull(message));
      if (keys.success) this.builder.keeper.remember(keys.data);
    });
  }

  private announce(): void {
    const chosen = this.builder.keeper.takeChosen();
    if (chosen.length > 0) this.parts.bus.publish("kept-traces", JSON.stringify(chosen));
    if (this.changed.services.size === 0) return;
    const signals = (["requests", "traces", "logs", "metrics"] as const).filter((signal) =>
      this.changed.signals.has(signal),
    );
    const services = [...this.changed.services].filter((service) => service !== SELF_SERVICE);
    this.changed.services.clear();
    this.changed.signals.clear();
    if (services.length === 0) return;
    this.parts.tell({ kind: "changed", services, signals });
    const at = new Date(this.parts.now()).toISOString();
    this.parts.bus.publish("live", JSON.stringify({ at, services, signals }));
  }

  private tick(): void {
    const ms = this.parts.now();
    const seconds = Math.max(ms - this.before.ms, 1) / 1000;
    this.parts.tell({
      kind: "stats",
      stats: {
        startedMs: this.startedMs,
        requestsReceived: this.totals.requests,
        spansReceived: this.totals.spans,
        spansKept: this.totals.kept,
        spansPerSecond: (this.totals.spans - this.before.spans) / seconds,
        keptSpansPerSecond: (this.totals.kept - this.before.kept) / seconds,
        replays: this.totals.replays,
        databaseHealthy: this.pipeline.isDatabaseHealthy,
        refusals: this.refusals.since(),
      },
      figures: this.figures.report(this.pipeline.isDatabaseHealthy),
    });
    this.before.spans = this.totals.spans;
    this.before.kept = this.totals.kept;
    this.before.ms = ms;
    if (++this.ticks % STORE_SECONDS === 0) void this.storeCounts();
  }

  private async storeCounts(): Promise<void> {
    await this.figures.store();
    for (const refusal of this.refusals.take()) {
      try {
        await countRefusal(this.parts.pool, { ...refusal, writerId: this.parts.writerId });
      } catch (error) {
        log.warn("a refusal could not be counted", { reason: String(error) });
      }
    }
  }
}
