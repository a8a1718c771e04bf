import { apiRoute, noParams } from "@/lib/platform/http.ts";
import { liveStream } from "@/lib/platform/http-live.ts";
import { subscribeLive } from "@/lib/platform/live-bus.ts";

export const GET = apiRoute("GET /api/v1/live", { query: noParams }, ({ request }) =>
  liveStream(subscribeLive, request.signal),
);
