import { nextPanelId, packPanels } from "@/lib/domain/board-layout.ts";
import {
  BOARD_COLUMNS,
  BOARD_SCHEMA_VERSION,
  BOARD_VARIABLES,
  type BoardPanel,
  type BoardSpec,
  type PanelPlace,
} from "@/lib/domain/boards.ts";
import { mapPanel } from "./grafana-panel.ts";
import type { GrafanaDashboard, GrafanaPanel } from "./grafana-schema.ts";
import { type KnownMetric, PrometheusNames } from "./prometheus-names.ts";
import { boardVariableOf } from "./promql-matchers.ts";

/** Something of a dashboard that a board could not take over, or only in part. */
export type LeftOut = { panel: string; reason: string };

/** A dashboard as a board, and everything that was left. */
export type GrafanaBoard = { name: string; spec: BoardSpec; left: LeftOut[] };

/** Grafana's grid against ours: 24 columns, and rows of 30 px with 8 between against 36 with 16. */
const COLUMN_RATIO = BOARD_COLUMNS / 24;
const ROW_RATIO = 38 / 52;
const MOST_PANELS = 100;

/** Maps a dashboard as far as it can be. `known`: what has been received, to find metrics by their Prometheus names. */
export function toBoard(dashboard: GrafanaDashboard, known: readonly KnownMetric[]): GrafanaBoard {
  const names = new PrometheusNames(known);
  const panels: BoardPanel[] = [];
  const left = variablesLeft(dashboard);
  for (const panel of panelsOf(dashboard)) {
    const title = panel.title || `An untitled ${panel.type || "panel"}`;
    const mapped = mapPanel(panel, names);
    left.push(...mapped.left.map((reason) => ({ panel: title, reason })));
    for (const { title: name, chart } of mapped.charts) {
      if (panels.length === MOST_PANELS) {
        left.push({ panel: title, reason: `a board has at most ${MOST_PANELS} panels` });
        continue;
      }
      const id = nextPanelId(panels);
      panels.push({ id, title: name.slice(0, 200), chart, ...placeOf(panel) });
    }
  }
  return {
    name: (dashboard.title || "From Grafana").slice(0, 200),
    spec: {
      schemaVersion: BOARD_SCHEMA_VERSION,
      variables: [...BOARD_VARIABLES],
      panels: packPanels(panels),
    },
    left,
  };
}

/** Every panel from the top; rows become texts above their panels. */
function panelsOf({ panels, rows }: GrafanaDashboard): GrafanaPanel[] {
  const flat = panels.flatMap((panel) =>
    panel.type === "row" ? [headingOf(panel), ...panel.panels] : [panel],
  );
  return [...flat, ...oldPanelsOf(rows)].filter(
    (panel) =>
      panel.type !== "text" ||
      panel.title !== "" ||
      panel.options.content !== "" ||
      panel.content !== "",
  );
}

const headingOf = (row: GrafanaPanel): GrafanaPanel => ({
  ...row,
  type: "text",
  title: "",
  options: { content: row.title, mode: "markdown" },
});

const OLD_ROW_HEIGHT = 8;

/** Panels of old dashboards stand in rows, side by side by their share of twelve columns. */
function oldPanelsOf(rows: GrafanaDashboard["rows"]): GrafanaPanel[] {
  return rows.flatMap((row, index) => {
    let x = 0;
    return row.panels.map((panel): GrafanaPanel => {
      const w = Math.min(24, Math.max(2, Math.round((panel.span ?? 12) * 2)));
      const gridPos = { x: x + w > 24 ? 0 : x, y: index * OLD_ROW_HEIGHT, w, h: OLD_ROW_HEIGHT };
      x = gridPos.x + w;
      return { ...panel, gridPos };
    });
  });
}

function placeOf({ gridPos, type }: GrafanaPanel): PanelPlace {
  const { x, y, w, h } = gridPos ?? { x: 0, y: 0, w: 12, h: 8 };
  const least = type === "text" ? 1 : 2;
  const width = Math.min(BOARD_COLUMNS, Math.max(2, Math.round(w * COLUMN_RATIO)));
  return {
    x: Math.min(BOARD_COLUMNS - width, Math.round(x * COLUMN_RATIO)),
    y: Math.round(y * ROW_RATIO),
    w: width,
    h: Math.min(100, Math.max(least, Math.round(h * ROW_RATIO))),
  };
}

/** Kinds of variables that a query never shows. */
const SILENT = new Set(["datasource", "interval"]);

function variablesLeft({ templating }: GrafanaDashboard): LeftOut[] {
  return templating.list
    .filter(({ name, type }) => !SILENT.has(type) && boardVariableOf(name) === null)
    .map(({ name }) => ({
      panel: `Variable $${name}`,
      reason: "boards have variables for service and environment; panels show all its values",
    }));
}
