import { z } from "zod";
import { BOARD_COLUMNS, BOARD_SCHEMA_VERSION, BOARD_VARIABLES } from "@/lib/domain/boards.ts";
import { VISIBILITIES } from "@/lib/domain/ownership.ts";
import { chartSpec } from "./chart-spec.ts";
import { instant } from "./time.ts";

const MOST_PANELS = 100;
const MOST_ROWS = 10_000;

const title = z.string().trim().min(1, "give it a name").max(200);
const unit = z.number().int().min(0);

const boardPanel = z
  .strictObject({
    id: z.string().min(1).max(64),
    title: z.string().max(200),
    x: unit.max(BOARD_COLUMNS - 1),
    y: unit.max(MOST_ROWS),
    w: unit.min(1).max(BOARD_COLUMNS),
    h: unit.min(1).max(100),
    chart: chartSpec,
  })
  .refine(({ x, w }) => x + w <= BOARD_COLUMNS, {
    path: ["w"],
    message: `x and w together are at most ${BOARD_COLUMNS} columns`,
  });

/** What a board shows; the JSON that is stored and exported. */
export const boardSpec = z.strictObject({
  schemaVersion: z.literal(BOARD_SCHEMA_VERSION),
  variables: z
    .array(z.enum(BOARD_VARIABLES))
    .default([...BOARD_VARIABLES])
    .meta({ description: "What panels that do not fix it inherit from the page's address" }),
  panels: z
    .array(boardPanel)
    .max(MOST_PANELS)
    .superRefine((panels, context) => {
      const seen = new Set<string>();
      panels.forEach(({ id }, index) => {
        if (seen.has(id)) {
          const message = `the id "${id}" stands twice: give every panel its own`;
          context.addIssue({ code: "custom", path: [index, "id"], message });
        }
        seen.add(id);
      });
    }),
});

const visibility = z
  .enum(VISIBILITIES)
  .meta({ description: "all: everybody sees it; owner: only who made it" });

const boardFacts = z.object({
  id: z.string(),
  name: z.string(),
  visibility,
  /** Who made it; `mine` whether that is the one who asks. */
  ownerName: z.string(),
  mine: z.boolean(),
  /** Grows with every save. */
  version: z.number().int(),
  createdAt: instant,
  updatedAt: instant,
  updatedBy: z.string(),
});

export const boardsResponse = z.object({
  boards: z.array(boardFacts.extend({ panelCount: z.number().int() })),
});
export type BoardsResponse = z.infer<typeof boardsResponse>;
export type BoardSummary = BoardsResponse["boards"][number];

export const boardResponse = boardFacts.extend({ spec: boardSpec });
export type BoardResponse = z.infer<typeof boardResponse>;

export const newBoard = z.strictObject({
  name: title,
  visibility: visibility.default("all"),
  spec: boardSpec.default({
    schemaVersion: BOARD_SCHEMA_VERSION,
    variables: [...BOARD_VARIABLES],
    panels: [],
  }),
});
export type NewBoard = z.infer<typeof newBoard>;

export const boardChange = z.strictObject({
  name: title,
  visibility,
  spec: boardSpec,
  version: z
    .number()
    .int()
    .meta({ description: "The version that was changed; 409 when the board has a newer one" }),
});
export type BoardChange = z.infer<typeof boardChange>;

export const boardVersionsResponse = z.object({
  versions: z.array(
    z.object({
      version: z.number().int(),
      savedAt: instant,
      savedBy: z.string(),
      name: z.string(),
      panelCount: z.number().int(),
      /** What it changed against the version before, in words. */
      changes: z.array(z.string()),
    }),
  ),
});
export type BoardVersionsResponse = z.infer<typeof boardVersionsResponse>;

export const boardRestore = z.strictObject({ version: z.number().int().min(1) });

/** A board outside of Headroom: what `export` answers and `import` takes. */
export const boardExport = z.strictObject({
  headroom: z.literal("board"),
  name: title,
  spec: boardSpec,
});
export type BoardExport = z.infer<typeof boardExport>;

export const boardImportParams = z.object({
  format: z.enum(["headroom", "grafana"]).default("headroom"),
  visibility: visibility.default("all"),
});

/** An imported board, and what of it could not be taken over, each with the panel's title and why. */
export const boardImportResponse = boardResponse.extend({
  left: z.array(z.object({ panel: z.string(), reason: z.string() })),
});
export type BoardImportResponse = z.infer<typeof boardImportResponse>;
