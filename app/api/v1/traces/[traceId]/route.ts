import { traceIdOfPath } from "@/lib/contract/traces.ts";
import { NotFoundError } from "@/lib/domain/problem.ts";
import { queryTrace } from "@/lib/query/traces.ts";
import { apiRoute, noParams } from "@/lib/web/http.ts";

export const GET = apiRoute(
  "GET /api/v1/traces/[traceId]",
  { query: noParams },
  async ({ path }) => {
    const traceId = traceIdOfPath(path.traceId);
    const trace = await queryTrace(traceId);
    if (trace === null) throw new NotFoundError(`There is no kept trace ${traceId}`);
    return trace;
  },
);
