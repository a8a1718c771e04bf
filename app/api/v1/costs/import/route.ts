import { BILL_MEDIA_TYPES, costImportParams } from "@/lib/contract/costs.ts";
import { systemClock } from "@/lib/platform/clock.ts";
import { receiveBill } from "@/lib/query/cost-import-background.ts";
import { apiRoute } from "@/lib/web/http.ts";
import { bodyStream } from "@/lib/web/http-body.ts";

export const POST = apiRoute(
  "POST /api/v1/costs/import",
  { query: costImportParams, accepts: BILL_MEDIA_TYPES },
  async ({ request, query }) => {
    const { headers } = request;
    const imported = await receiveBill({
      ...{ bytes: bodyStream(request), params: query, now: systemClock },
      length: headers.has("content-length") ? Number(headers.get("content-length")) : null,
      isAsync: /\brespond-async\b/i.test(headers.get("prefer") ?? ""),
    });
    return Response.json(imported, { status: imported.state === "running" ? 202 : 201 });
  },
);
