import { type ExportMoment, metricsOf } from "./past-metrics.ts";
import { type PastProcess, SCOPES, type Scope } from "./past-process.ts";
import { ProtobufWriter } from "./protobuf-writer.ts";

type Scoped = { scope: string; content: Buffer };

/** The spans that processes have not exported yet, as one ExportTraceServiceRequest; they are forgotten. */
export function takeSpans(processes: readonly PastProcess[]): Buffer {
  const body = new ProtobufWriter(spanBytes(processes) + 8_192);
  for (const process of processes) {
    const written = Object.entries(SCOPES).map(([key, scope]) => ({
      scope,
      content: process.spans[key as Scope].written(),
    }));
    writeResource(body, process.resource, written);
    for (const spans of Object.values(process.spans)) spans.clear();
  }
  return body.written();
}

/** The log records that processes have not exported yet, as one ExportLogsServiceRequest; they are forgotten. */
export function takeLogs(processes: readonly PastProcess[]): Buffer {
  const body = new ProtobufWriter(1 << 14);
  for (const process of processes) {
    writeResource(body, process.resource, [{ scope: "shop", content: process.logs.written() }]);
    process.logs.clear();
  }
  return body.written();
}

/** What each process's instruments tell at a moment, as one ExportMetricsServiceRequest. */
export function exportMetrics(
  processes: readonly PastProcess[],
  moment: ExportMoment,
): { bytes: Buffer; points: number } {
  const body = new ProtobufWriter(1 << 15);
  let points = 0;
  for (const process of processes) {
    const scopes = metricsOf(process, moment);
    writeResource(body, process.resource, scopes);
    for (const { count } of scopes) points += count;
  }
  return { bytes: body.written(), points };
}

const spanBytes = (processes: readonly PastProcess[]) =>
  processes
    .flatMap(({ spans }) => Object.values(spans))
    .reduce((sum, { length }) => sum + length, 0);

/**
 * `ResourceSpans`, `ResourceMetrics` and `ResourceLogs` have the same fields: 1 the resource, 2 its scopes; and so have
 * their scopes: 1 the scope, 2 its spans, metrics or records, here given with their field. Nothing is copied twice.
 */
function writeResource(body: ProtobufWriter, resource: Buffer, scopes: readonly Scoped[]): void {
  const full = scopes
    .filter(({ content }) => content.length > 0)
    .map(({ scope, content }) => ({ name: scopeField(scope), content }));
  if (full.length === 0) return;
  const bytesOf = (scope: (typeof full)[number]) => scope.name.length + scope.content.length;
  const length = full.reduce((sum, scope) => sum + fieldLength(bytesOf(scope)), 0);
  body.begin(1, fieldLength(resource.length) + length);
  body.bytes(1, resource);
  for (const scope of full) {
    body.begin(2, bytesOf(scope));
    body.append(scope.name);
    body.append(scope.content);
  }
}

/** The name of a scope within a message of its own. */
function scopeField(name: string): Buffer {
  const field = new ProtobufWriter();
  field.message(1, (scope) => scope.text(1, name));
  return field.written();
}

/** Bytes of a length-delimited field below number 16: its tag, its length, its content. */
function fieldLength(content: number): number {
  let bytes = 2;
  for (let rest = content; rest > 127; rest = Math.floor(rest / 128)) bytes++;
  return bytes + content;
}
