import type { ChartSpec } from "./chart-spec.ts";

/** Columns of a board's grid. */
export const BOARD_COLUMNS = 12;

/** The version of the JSON in which boards are stored and exported. */
export const BOARD_SCHEMA_VERSION = 1;

/** What a board's reader can choose: panels that do not fix it inherit the choice. */
export const BOARD_VARIABLES = ["service", "environment"] as const;
export type BoardVariable = (typeof BOARD_VARIABLES)[number];

/** A place on the grid in columns and rows, from the left top. */
export type PanelPlace = { x: number; y: number; w: number; h: number };

/** One chart of a board. `id` is unique within the board. */
export type BoardPanel = PanelPlace & { id: string; title: string; chart: ChartSpec };

/** What a board shows, as it is stored, versioned and exported. */
export type BoardSpec = {
  schemaVersion: typeof BOARD_SCHEMA_VERSION;
  variables: BoardVariable[];
  panels: BoardPanel[];
};
