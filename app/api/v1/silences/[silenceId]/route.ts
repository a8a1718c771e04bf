import { endSilence } from "@/lib/query/silences.ts";
import { apiRoute, noParams } from "@/lib/web/http.ts";

export const DELETE = apiRoute(
  "DELETE /api/v1/silences/[silenceId]",
  { query: noParams },
  async ({ path, nowMs }) => {
    await endSilence(String(path.silenceId), nowMs);
    return new Response(null, { status: 204 });
  },
);
