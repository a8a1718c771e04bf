import { ms, table, whole } from "../table.ts";
import type { Measured, PeersReport } from "./measure-peers.ts";

const percent = (ratio: number) => (Number.isFinite(ratio) ? `${(ratio * 100).toFixed(2)} %` : "–");
const ratio = (theirs: number | null, ours: number | null) =>
  theirs === null || ours === null ? "–" : `${(theirs / ours).toFixed(1)} ×`;

/** The comparison for people. */
export function peersTable(report: PeersReport): string {
  const { series, minuteRows, versions, loadSeconds } = report;
  const title =
    `${series} series, 7 days, ${whole(minuteRows)} one-minute rows of 60 requests, loaded in ${whole(loadSeconds)} s; ` +
    `Prometheus ${versions.prometheus}, VictoriaMetrics ${versions["victoria-metrics"]}, caches off`;
  return [title, timesTable(report), deviationTable(report), diskTable(report)].join("\n\n");
}

function timesTable({ questions }: PeersReport): string {
  const head = [
    "p95 of",
    "ours p50",
    "p95",
    "Prometheus p50",
    "p95",
    "",
    "VictoriaMetrics p50",
    "p95",
    "",
    "ours from",
  ];
  const cells = ({ times }: Measured) => [ms(times.p50Ms), ms(times.p95Ms)];
  const rows = questions.map(({ question, ours, peers }) => [
    question.name,
    ...cells(ours),
    ...cells(peers.prometheus),
    ratio(peers.prometheus.times.p50Ms, ours.times.p50Ms),
    ...cells(peers["victoria-metrics"]),
    ratio(peers["victoria-metrics"].times.p50Ms, ours.times.p50Ms),
    question.ours,
  ]);
  return `milliseconds until the whole answer is here\n${table([head, ...rows])}`;
}

function deviationTable({ questions }: PeersReport): string {
  const head = [
    "off the exact p95",
    "points",
    "ours median",
    "worst",
    "Prometheus median",
    "worst",
    "VictoriaMetrics median",
    "worst",
  ];
  const cells = ({ deviation }: Measured) => [
    percent(deviation.medianRatio),
    deviation.missing > 0 ? `${deviation.missing} missing` : percent(deviation.worstRatio),
  ];
  const rows = questions.map(({ question, ours, peers }) => [
    question.name,
    whole(ours.deviation.points),
    ...cells(ours),
    ...cells(peers.prometheus),
    ...cells(peers["victoria-metrics"]),
  ]);
  return table([head, ...rows]);
}

function diskTable({ minuteRows, disk, ourDisk }: PeersReport): string {
  const row = (name: string, bytes: number) => [
    name,
    whole(bytes / 1_048_576),
    (bytes / minuteRows).toFixed(1),
  ];
  return table([
    ["disk", "MiB", "bytes per one-minute row"],
    row("ours, one-minute rows as they arrive", ourDisk.plainBytes),
    row("ours, one-minute rows packed", ourDisk.packedBytes),
    row("ours, all tiers and rows per service", ourDisk.allBytes),
    row("Prometheus, 15 buckets, sum and count", disk.prometheus),
    row("VictoriaMetrics, the same", disk["victoria-metrics"]),
  ]);
}
