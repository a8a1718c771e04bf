import { boardExport, boardImportParams } from "@/lib/contract/boards.ts";
import { authorOf } from "@/lib/domain/ownership.ts";
import { createBoard } from "@/lib/query/boards.ts";
import { apiRoute } from "@/lib/web/http.ts";
import { JSON_BODY, parseJsonBody } from "@/lib/web/http-json.ts";

export const POST = apiRoute(
  "POST /api/v1/boards/import",
  { query: boardImportParams, accepts: JSON_BODY },
  async ({ request, query, principal, nowMs }) => {
    const { name, spec } = await parseJsonBody(request, boardExport);
    const board = { name, spec, visibility: query.visibility };
    const stored = await createBoard(board, { author: authorOf(principal), nowMs });
    return Response.json({ ...stored, left: [] }, { status: 201 });
  },
);
