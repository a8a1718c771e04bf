import { importConversions } from "@/lib/query/cost-conversions.ts";
import { apiRoute, noParams } from "@/lib/web/http.ts";
import { readBody } from "@/lib/web/http-body.ts";

const MOST_BYTES = 1_048_576;

export const POST = apiRoute(
  "POST /api/v1/costs/conversions/import",
  { query: noParams, accepts: ["text/csv"] },
  async ({ request }) =>
    importConversions(Buffer.from(await readBody(request, MOST_BYTES)).toString("utf8")),
);
