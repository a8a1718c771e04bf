import {
  type Attributes,
  context,
  createContextKey,
  type MeterProvider,
  SpanKind,
  SpanStatusCode,
  type TracerProvider,
  trace,
} from "@opentelemetry/api";
import { FINE_BOUNDARIES_S, instruments } from "./instruments.ts";
import type { Choice, ReplicaState } from "./replica-choice.ts";

type Told = {
  /** The database's name, where the caller says it. */
  namespace?: string | undefined;
  meterProvider?: MeterProvider | undefined;
  tracerProvider?: TracerProvider | undefined;
};

/**
 * The key by which OpenTelemetry's SDK for JavaScript knows that a context is traced already: a driver's own span of
 * the query that is told here would be the same query once more.
 * @see `suppressTracing` of `@opentelemetry/core`
 */
const TRACED_ALREADY = createContextKey("OpenTelemetry SDK Context Key SUPPRESS_TRACING");

/** Of several statements each is told by the driver; a single one is told already. */
const within = (sql: string | undefined) =>
  sql === undefined ? context.active() : context.active().setValue(TRACED_ALREADY, true);

/** Measures queries by where they went and why, and the lag of every replica. */
export function routerTelemetry(
  { namespace, meterProvider, tracerProvider }: Told,
  states: () => ReplicaState[],
) {
  let stopReporting = () => {};
  const current = instruments((meter) => {
    stopReporting();
    const lag = meter.createObservableGauge("postgresql.wal.delay", {
      description: "How far a replica is behind its primary.",
      unit: "s",
    });
    const observe = (result: { observe: (value: number, attributes: Attributes) => void }) => {
      for (const { name, lagMs } of states()) {
        if (lagMs === null) continue;
        result.observe(lagMs / 1_000, { operation: "replay", replication_client: name });
      }
    };
    lag.addCallback(observe);
    stopReporting = () => lag.removeCallback(observe);
    return meter.createHistogram("db.client.operation.duration", {
      unit: "s",
      advice: { explicitBucketBoundaries: FINE_BOUNDARIES_S },
    });
  }, meterProvider);
  current();
  const tracer = () =>
    tracerProvider?.getTracer("@headroom/sdk") ?? trace.getTracer("@headroom/sdk");
  return {
    stop: () => stopReporting(),
    measured: <Result>(
      choice: Choice,
      { operation, sql }: { operation: string; sql?: string },
      run: () => Promise<Result>,
    ): Promise<Result> => {
      const attributes: Attributes = {
        "db.system.name": "postgresql",
        "db.operation.name": operation,
        ...(namespace === undefined ? {} : { "db.namespace": namespace }),
        "db.datasource": choice.replica === null ? "writer" : "replica",
        "db.router.reason": choice.reason,
        ...(choice.replica === null ? {} : { "db.replica.name": choice.replica }),
      };
      const name = `${operation} ${choice.replica ?? "primary"}`;
      const text = sql === undefined ? {} : { "db.query.text": sql };
      const start = { kind: SpanKind.CLIENT, attributes: { ...attributes, ...text } };
      return tracer().startActiveSpan(name, start, async (span) => {
        const startedMs = performance.now();
        let failed: Attributes = {};
        try {
          return await context.with(within(sql), run);
        } catch (error) {
          failed = { "error.type": error instanceof Error ? error.name : "_OTHER" };
          span.setStatus({ code: SpanStatusCode.ERROR, message: String(error) });
          throw error;
        } finally {
          current().record((performance.now() - startedMs) / 1_000, { ...attributes, ...failed });
          span.setAttributes(failed).end();
        }
      });
    },
  };
}
