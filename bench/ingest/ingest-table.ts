import { ms, percent, table, whole } from "../table.ts";
import type { IngestReport, IngestRun } from "./measure-ingest.ts";

const decimal = (value: number | null) => (value === null ? "–" : value.toFixed(2));

/** The ingest report for people. */
export function ingestTable({ copy, sizes }: IngestReport): string {
  const head = [
    "spans/body, budget",
    "spans/s",
    "bodies/s",
    "ack p50/p95 ms",
    "of receive",
    "of COPY",
    "RSS MiB",
    "services p50/p95 ms",
    "requests p50/p95 ms",
    "CPU app/db/sender",
    "sent = stored",
  ];
  const ceilings = sizes.map(({ spansPerBody, receive }) => [
    `${whole(spansPerBody)}, bare receive + gunzip`,
    whole(receive.spansPerSecond),
    whole(receive.bodiesPerSecond),
  ]);
  const runs = sizes.flatMap((size) => size.runs.map(runRow));
  return [
    table([head, ...ceilings, ...runs]),
    `bare COPY, no index: ${whole(copy.spanRowsPerSecond)} span rows/s, ` +
      `${whole(copy.deltaRowsPerSecond)} delta rows/s`,
  ].join("\n");
}

function runRow(run: IngestRun): string[] {
  const { sent, overview, cpu } = run;
  const { services, requests } = overview;
  return [
    `${whole(run.spansPerBody)}, ${run.traceBudget}${sent.ranOut ? " (ran out)" : ""}`,
    whole(run.spansPerSecond),
    whole(run.bodiesPerSecond),
    `${ms(sent.ackP50Ms)}/${ms(sent.ackP95Ms)}`,
    percent(run.ofReceiveCeiling),
    percent(run.ofCopyCeiling),
    run.peakRssMib === null ? "–" : whole(run.peakRssMib),
    `${ms(services.p50Ms)}/${ms(services.p95Ms)}`,
    `${ms(requests.p50Ms)}/${ms(requests.p95Ms)}`,
    `${decimal(cpu.app)}/${decimal(cpu.postgres)}/${decimal(cpu.sender)}`,
    run.storedRequests === sent.requests
      ? "yes"
      : `NO: ${whole(run.storedRequests)} of ${whole(sent.requests)} requests`,
  ];
}
