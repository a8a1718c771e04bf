import { authorOf } from "@/lib/domain/ownership.ts";
import { queryBoardVersions } from "@/lib/query/boards.ts";
import { apiRoute, noParams } from "@/lib/web/http.ts";

export const GET = apiRoute(
  "GET /api/v1/boards/[boardId]/versions",
  { query: noParams },
  ({ path, principal }) => queryBoardVersions(String(path.boardId), authorOf(principal)),
);
