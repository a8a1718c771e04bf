import {
  type BoardImportResponse,
  boardExport,
  boardSpec,
  type NewBoard,
} from "@/lib/contract/boards.ts";
import { metricNamesParams } from "@/lib/contract/metrics.ts";
import { ParameterError } from "@/lib/contract/time.ts";
import { toBoard } from "@/lib/decode/grafana-board.ts";
import { grafanaDashboard } from "@/lib/decode/grafana-schema.ts";
import type { KnownMetric } from "@/lib/decode/prometheus-names.ts";
import type { Visibility } from "@/lib/domain/ownership.ts";
import { type Asking, createBoard } from "./boards.ts";
import { queryMetricNames } from "./metric-names.ts";

const MOST_METRICS = 1_000;

type Import = { format: "headroom" | "grafana"; visibility: Visibility; json: unknown };

/** Makes a board of an exported board or of a Grafana dashboard. Throws `ParameterError` for JSON that is neither. */
export async function importBoard(
  { format, visibility, json }: Import,
  asking: Asking,
): Promise<BoardImportResponse> {
  const { left, ...board } =
    format === "grafana" ? await readGrafana(json, asking.nowMs) : { ...readOwn(json), left: [] };
  const stored = await createBoard({ ...board, visibility }, asking);
  return { ...stored, left };
}

type Read = Pick<NewBoard, "name" | "spec">;

function readOwn(json: unknown): Read {
  const parsed = boardExport.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = (issue?.path ?? []).join(".") || "body";
  throw new ParameterError(field, `${field}: ${issue?.message ?? "not an exported board"}`);
}

async function readGrafana(json: unknown, nowMs: number) {
  // Grafana's API wraps what its pages export.
  const inner = json instanceof Object && "dashboard" in json ? json.dashboard : json;
  const parsed = grafanaDashboard.safeParse(inner);
  const isClassic = inner instanceof Object && (hasList(inner, "panels") || hasList(inner, "rows"));
  if (!parsed.success || !isClassic) {
    const advice = "export the dashboard in Grafana's classic JSON model, which has panels";
    throw new ParameterError("panels", `panels: there are none here; ${advice}`);
  }
  const { name, spec, left } = toBoard(parsed.data, await knownMetrics(nowMs));
  return { name, spec: boardSpec.parse(spec), left };
}

const hasList = (value: object, name: string): boolean =>
  Array.isArray(Object.getOwnPropertyDescriptor(value, name)?.value);

async function knownMetrics(nowMs: number): Promise<KnownMetric[]> {
  const params = metricNamesParams.parse({ limit: MOST_METRICS });
  const { metrics } = await queryMetricNames(params, nowMs);
  return metrics.map(({ name, unit, kind, attributes }) => ({
    name,
    unit,
    attributes,
    isHistogram: kind === "histogram" || kind === "exponential_histogram",
  }));
}
