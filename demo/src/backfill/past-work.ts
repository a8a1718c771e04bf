import { logNormal, type Random } from "../random.ts";
import { writeLog } from "./log-record.ts";
import type { PastProcess, Scope } from "./past-process.ts";
import type { ProtobufWriter } from "./protobuf-writer.ts";
import type { Route } from "./route.ts";
import type { SpanId, SpanPen } from "./span-pen.ts";
import type { Attributes } from "./span-template.ts";
import type { Statement } from "./spans-of-the-shop.ts";

/** What a piece of work came to: when it ended (ms since the pen's base) and the status it answers with. */
export type Reply = { endMs: number; status: number };

/** A request to a process. `caller`: the span that made it, null from outside. */
export type Asked = {
  process: PastProcess;
  route: Route;
  id: number;
  caller: SpanId | null;
  startMs: number;
};

const NETWORK_MS = 0.25;

/** How requests, calls, queries and log lines of the past come about; each writes its span and counts. */
export class PastWork {
  /** How much longer everything takes than in a quiet hour. */
  slowdown = 1;
  /** What has been told so far. */
  readonly requestsByService: Record<string, number> = {};
  readonly told = { requests: 0, errors: 0, logs: 0 };

  constructor(
    readonly pen: SpanPen,
    readonly random: Random,
  ) {}

  /** A duration around a median, longer when there is much to do. */
  takes(medianMs: number): number {
    return logNormal(this.random, medianMs, 0.5) * this.slowdown;
  }

  /** A process serves a request; `work` says what it does, from a time on and under the span of the request. */
  serve(asked: Asked, work: (startMs: number, span: SpanId) => Reply): Reply {
    const { process, route, id, startMs, caller } = asked;
    const span = this.pen.newSpan();
    const { endMs: doneMs, status } = work(startMs + this.takes(0.3), span);
    const endMs = doneMs + this.takes(0.2);
    this.pen.write(process.spans.http, route.server({ status, id }), {
      id: span,
      parent: caller,
      startMs,
      endMs,
    });
    process.countServed(route, status, (endMs - startMs) / 1000);
    this.told.requests++;
    this.requestsByService[process.service] = (this.requestsByService[process.service] ?? 0) + 1;
    if (status >= 500) this.told.errors++;
    return { endMs, status };
  }

  /** A process calls another, which serves. */
  call(from: PastProcess, asked: Asked, work: (startMs: number, span: SpanId) => Reply): Reply {
    const span = this.pen.newSpan();
    const served = { ...asked, startMs: asked.startMs + NETWORK_MS, caller: span };
    const reply = this.serve(served, work);
    const endMs = reply.endMs + NETWORK_MS;
    const { route, id, startMs, caller } = asked;
    this.pen.write(from.spans.http, route.client({ status: reply.status, id }), {
      id: span,
      parent: caller,
      startMs,
      endMs,
    });
    from.countCalled(route, reply.status, (endMs - startMs) / 1000);
    return { endMs, status: reply.status };
  }

  /** A statement to the database; answers when it ended. */
  query(
    process: PastProcess,
    statement: Statement,
    at: { span: SpanId; startMs: number; medianMs?: number; extraMs?: number },
  ): number {
    const scope: Scope = statement.system === "redis" ? "ioredis" : "pg";
    const endMs = at.startMs + this.takes(at.medianMs ?? 0.9) + (at.extraMs ?? 0);
    this.writeSpan(process.spans[scope], statement, { ...at, endMs });
    process.countQueried(statement, (endMs - at.startMs) / 1000);
    return endMs;
  }

  log(
    process: PastProcess,
    log: {
      severity: "INFO" | "WARN" | "ERROR";
      body: string;
      attributes: Attributes;
      span: SpanId;
      atMs: number;
    },
  ): void {
    writeLog(process, this.pen, log);
    this.told.logs++;
  }

  private writeSpan(
    to: ProtobufWriter,
    { template }: Statement,
    { span, startMs, endMs }: { span: SpanId; startMs: number; endMs: number },
  ): void {
    this.pen.write(to, template, { id: this.pen.newSpan(), parent: span, startMs, endMs });
  }
}
