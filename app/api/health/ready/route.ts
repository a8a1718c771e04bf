import type { NotReadyResponse, ReadyResponse } from "@/lib/contract/health.ts";
import { openRoute } from "@/lib/web/http.ts";
import { findMissingHere } from "@/lib/web/http-readiness.ts";

/** Whether this process can take traffic: 503 with what is missing until it can. */
export const GET = openRoute("GET /api/health/ready", async () => {
  const missing = await findMissingHere();
  if (missing.length === 0) return { status: "ready" } satisfies ReadyResponse;
  const error = { code: "not_ready", message: `Missing: ${missing.join(", ")}` };
  const body: NotReadyResponse = { error, missing };
  return Response.json(body, {
    status: 503,
    headers: { "retry-after": "1", "cache-control": "no-store" },
  });
});
