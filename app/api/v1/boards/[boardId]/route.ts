import { boardChange } from "@/lib/contract/boards.ts";
import { authorOf } from "@/lib/domain/ownership.ts";
import { changeBoard, deleteBoard, queryBoard } from "@/lib/query/boards.ts";
import { apiRoute, noParams } from "@/lib/web/http.ts";
import { JSON_BODY, parseJsonBody } from "@/lib/web/http-json.ts";

export const GET = apiRoute(
  "GET /api/v1/boards/[boardId]",
  { query: noParams },
  ({ path, principal }) => queryBoard(String(path.boardId), authorOf(principal)),
);

export const PUT = apiRoute(
  "PUT /api/v1/boards/[boardId]",
  { query: noParams, accepts: JSON_BODY },
  async ({ request, path, principal, nowMs }) => {
    const change = await parseJsonBody(request, boardChange);
    return changeBoard(String(path.boardId), change, { author: authorOf(principal), nowMs });
  },
);

export const DELETE = apiRoute(
  "DELETE /api/v1/boards/[boardId]",
  { query: noParams },
  async ({ path, principal }) => {
    await deleteBoard(String(path.boardId), authorOf(principal));
    return new Response(null, { status: 204 });
  },
);
