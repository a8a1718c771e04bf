import { createBoard, fetchBoard, saveBoard } from "@/lib/client/boards.ts";
import { ApiError } from "@/lib/client/query-client.ts";
import type { BoardResponse } from "@/lib/contract/boards.ts";
import { addPanel } from "@/lib/domain/board-layout.ts";
import { BOARD_SCHEMA_VERSION, BOARD_VARIABLES, type BoardSpec } from "@/lib/domain/boards.ts";
import type { ChartSpec } from "@/lib/domain/chart-spec.ts";
import type { Visibility } from "@/lib/domain/ownership.ts";

type Pin = {
  /** A board that exists, or what a new one is called. */
  target: { boardId: string } | { name: string; visibility: Visibility };
  title: string;
  chart: ChartSpec;
};

/** Somebody may save the board between our reading and our saving; adding a panel to theirs is right then, too. */
const ATTEMPTS = 3;

/** Adds a panel for the chart and answers with the board. Throws `ApiError`. */
export async function pinChart({ target, title, chart }: Pin): Promise<BoardResponse> {
  if (!("boardId" in target)) {
    const panels = addPanel([], { title, chart });
    const spec: BoardSpec = {
      schemaVersion: BOARD_SCHEMA_VERSION,
      variables: [...BOARD_VARIABLES],
      panels,
    };
    return createBoard({ ...target, spec });
  }
  for (let attempt = 1; ; attempt += 1) {
    const { id, name, visibility, version, spec } = await fetchBoard(target.boardId);
    const panels = addPanel(spec.panels, { title, chart });
    try {
      return await saveBoard(id, { name, visibility, version, spec: { ...spec, panels } });
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 409 || attempt === ATTEMPTS) throw error;
    }
  }
}
