import { authorOf } from "@/lib/domain/ownership.ts";
import { exportBoard } from "@/lib/query/boards.ts";
import { apiRoute, noParams } from "@/lib/web/http.ts";

export const GET = apiRoute(
  "GET /api/v1/boards/[boardId]/export",
  { query: noParams },
  async ({ path, principal }) => {
    const board = await exportBoard(String(path.boardId), authorOf(principal));
    const fileName = `${board.name.replace(/[^\w-]+/g, "-").toLowerCase()}.board.json`;
    return Response.json(board, {
      headers: {
        "cache-control": "no-store",
        "content-disposition": `attachment; filename="${fileName}"`,
      },
    });
  },
);
