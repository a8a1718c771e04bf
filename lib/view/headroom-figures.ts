import type { HeadroomResponse } from "@/lib/contract/headroom.ts";
import type { Figure } from "./figure.ts";
import { formatCount, formatMs, formatRate, formatRatio, joined, UNKNOWN } from "./format.ts";
import { writeBytes } from "./headroom-condition.ts";
import { formatDuration } from "./time-format.ts";
import { unitFormat } from "./unit-format.ts";

const nothing = { value: UNKNOWN, unit: "" };

/** "3 s" as a figure and its unit. */
function ageFigure(ms: number | null) {
  if (ms === null) return nothing;
  const [value = "", unit = ""] = formatDuration(Math.max(ms, 1_000)).split("\u00a0");
  return { value, unit };
}

function freshFigures({ freshness }: HeadroomResponse): Figure[] {
  const { lag, newestDataAgeMs } = freshness;
  return [
    {
      id: "newest",
      label: "Newest data",
      status: newestDataAgeMs === null ? "unknown" : "ok",
      value: ageFigure(newestDataAgeMs),
      aside: newestDataAgeMs === null ? "" : "old",
      change: null,
      note: "newest request, to 10 s",
    },
    {
      id: "lag",
      label: "Arrival to queryable",
      status: "ok",
      value: formatMs(lag?.p95Ms ?? null),
      change: null,
      note: lag
        ? `p95; p50 ${joined(formatMs(lag.p50Ms))}, p99 ${joined(formatMs(lag.p99Ms))}`
        : "another process takes telemetry in",
    },
  ];
}

function intakeFigures(answer: HeadroomResponse): Figure[] {
  const { intake } = answer;
  const sum = (field: "accepted" | "refused") =>
    intake.signals.reduce((total, signal) => total + signal[field], 0);
  const seconds = (Date.parse(answer.to) - Date.parse(answer.from)) / 1_000;
  const accepted = sum("accepted");
  const refused = intake.refusals.reduce((total, { count }) => total + count, 0);
  const [commonest] = intake.refusals;
  return [
    {
      id: "accepted",
      label: "Accepted",
      status: "ok",
      value: formatRate(seconds > 0 ? accepted / seconds : null),
      change: null,
      note: `${formatCount(accepted)} in all`,
      spark: { values: intake.points.map((point) => point.accepted) },
    },
    {
      id: "refused",
      label: "Refused",
      status: refused > 0 ? "warning" : "ok",
      value: { value: formatCount(refused), unit: "" },
      change: null,
      note: refused > 0 && commonest ? commonest.reason : "nothing",
      spark: { values: intake.points.map((point) => point.refused) },
    },
    {
      id: "kept",
      label: "Spans kept whole",
      status: "ok",
      value: formatRatio(intake.keptShare),
      change: null,
      note: `of ${formatCount(intake.spansReceived)}; figures count all`,
    },
  ];
}

function diskFigure({ storage }: HeadroomResponse): Figure {
  const [largest] = storage.tables.toSorted((a, b) => b.bytes - a.bytes);
  return {
    id: "disk",
    label: "On disk",
    status: "ok",
    value: unitFormat("By").write(storage.databaseBytes),
    change: null,
    note: largest ? `most in ${largest.table}, ${writeBytes(largest.bytes)}` : "",
  };
}

/** Freshness, lag, accepted, refused, kept share and disk. */
export const headroomFigures = (answer: HeadroomResponse): Figure[] => [
  ...freshFigures(answer),
  ...intakeFigures(answer),
  diskFigure(answer),
];
