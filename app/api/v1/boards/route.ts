import { newBoard } from "@/lib/contract/boards.ts";
import { authorOf } from "@/lib/domain/ownership.ts";
import { createBoard, queryBoards } from "@/lib/query/boards.ts";
import { apiRoute, noParams } from "@/lib/web/http.ts";
import { JSON_BODY, parseJsonBody } from "@/lib/web/http-json.ts";

export const GET = apiRoute("GET /api/v1/boards", { query: noParams }, ({ principal }) =>
  queryBoards(authorOf(principal)),
);

export const POST = apiRoute(
  "POST /api/v1/boards",
  { query: noParams, accepts: JSON_BODY },
  async ({ request, principal, nowMs }) => {
    const board = await parseJsonBody(request, newBoard);
    const stored = await createBoard(board, { author: authorOf(principal), nowMs });
    return Response.json(stored, { status: 201 });
  },
);
