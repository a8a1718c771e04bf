import { subscribeLive } from "@/lib/platform/live-bus.ts";
import { apiRoute, noParams } from "@/lib/web/http.ts";
import { liveStream } from "@/lib/web/http-live.ts";

export const GET = apiRoute("GET /api/v1/live", { query: noParams }, ({ request }) =>
  liveStream(subscribeLive, request.signal),
);
