import { costsParams } from "@/lib/contract/costs.ts";
import { exportCosts } from "@/lib/query/cost-export.ts";
import { apiRoute } from "@/lib/web/http.ts";

export const GET = apiRoute(
  "GET /api/v1/costs/export",
  { query: costsParams },
  async ({ query, nowMs }) =>
    new Response(await exportCosts(query, nowMs), {
      headers: {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": 'attachment; filename="costs.csv"',
        "cache-control": "no-store",
      },
    }),
);
