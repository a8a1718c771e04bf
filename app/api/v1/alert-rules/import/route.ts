import { authorOf } from "@/lib/domain/ownership.ts";
import { importRules } from "@/lib/query/rules-transfer.ts";
import { apiRoute, noParams } from "@/lib/web/http.ts";
import { readBody } from "@/lib/web/http-body.ts";

const MEDIA_TYPES = ["application/yaml", "application/x-yaml", "text/yaml"];
const MOST_BYTES = 1_048_576;

export const POST = apiRoute(
  "POST /api/v1/alert-rules/import",
  { query: noParams, accepts: MEDIA_TYPES },
  async ({ request, principal, nowMs }) => {
    const text = Buffer.from(await readBody(request, MOST_BYTES)).toString("utf8");
    return importRules(text, { author: authorOf(principal), nowMs });
  },
);
