import { exportRules } from "@/lib/query/rules-transfer.ts";
import { apiRoute, noParams } from "@/lib/web/http.ts";

export const GET = apiRoute("GET /api/v1/alert-rules/export", { query: noParams }, async () => {
  const headers = {
    "content-type": "application/yaml; charset=utf-8",
    "content-disposition": 'attachment; filename="headroom-rules.yaml"',
  };
  return new Response(await exportRules(), { headers });
});
