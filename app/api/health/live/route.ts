import type { LiveResponse } from "@/lib/contract/health.ts";
import { openRoute } from "@/lib/web/http.ts";

/** The process runs and answers. It asks nobody else. */
export const GET = openRoute("GET /api/health/live", (): LiveResponse => ({ status: "ok" }));
