import { boardRestore } from "@/lib/contract/boards.ts";
import { authorOf } from "@/lib/domain/ownership.ts";
import { restoreBoard } from "@/lib/query/boards.ts";
import { apiRoute, noParams } from "@/lib/web/http.ts";
import { JSON_BODY, parseJsonBody } from "@/lib/web/http-json.ts";

export const POST = apiRoute(
  "POST /api/v1/boards/[boardId]/restore",
  { query: noParams, accepts: JSON_BODY },
  async ({ request, path, principal, nowMs }) => {
    const { version } = await parseJsonBody(request, boardRestore);
    return restoreBoard(String(path.boardId), version, { author: authorOf(principal), nowMs });
  },
);
