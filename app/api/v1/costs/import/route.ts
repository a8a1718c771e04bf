import { costImportParams } from "@/lib/contract/costs.ts";
import { systemClock } from "@/lib/platform/clock.ts";
import { importFocus } from "@/lib/query/cost-import.ts";
import { apiRoute } from "@/lib/web/http.ts";
import { bodyStream } from "@/lib/web/http-body.ts";

export const POST = apiRoute(
  "POST /api/v1/costs/import",
  { query: costImportParams, accepts: ["text/csv", "application/gzip", "application/x-gzip"] },
  async ({ request, query }) => {
    const imported = await importFocus(bodyStream(request), query, systemClock);
    return Response.json(imported, { status: 201 });
  },
);
