import { ParameterError } from "@/lib/contract/time.ts";
import { NotFoundError } from "@/lib/domain/problem.ts";
import { queryTrace } from "@/lib/query/traces.ts";
import { apiRoute, noParams } from "@/lib/web/http.ts";

export const GET = apiRoute(
  "GET /api/v1/traces/[traceId]",
  { query: noParams },
  async ({ path }) => {
    const traceId = String(path.traceId).toLowerCase();
    if (!/^[0-9a-f]{32}$/.test(traceId)) {
      throw new ParameterError("traceId", "traceId: a trace id has 32 hex digits");
    }
    const trace = await queryTrace(traceId);
    if (trace === null) throw new NotFoundError(`There is no kept trace ${traceId}`);
    return trace;
  },
);
