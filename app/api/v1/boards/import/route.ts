import { boardImportParams } from "@/lib/contract/boards.ts";
import { authorOf } from "@/lib/domain/ownership.ts";
import { importBoard } from "@/lib/query/board-import.ts";
import { apiRoute } from "@/lib/web/http.ts";
import { JSON_BODY, readJson } from "@/lib/web/http-json.ts";

export const POST = apiRoute(
  "POST /api/v1/boards/import",
  { query: boardImportParams, accepts: JSON_BODY },
  async ({ request, query, principal, nowMs }) => {
    const json = await readJson(request);
    const imported = await importBoard({ ...query, json }, { author: authorOf(principal), nowMs });
    return Response.json(imported, { status: 201 });
  },
);
