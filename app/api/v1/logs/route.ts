import { logsParams } from "@/lib/contract/logs.ts";
import { systemClock } from "@/lib/platform/clock.ts";
import { subscribeLive } from "@/lib/platform/live-bus.ts";
import { LogTail } from "@/lib/query/log-tail.ts";
import { queryLogs } from "@/lib/query/logs.ts";
import { apiRoute } from "@/lib/web/http.ts";
import { followStream } from "@/lib/web/http-follow.ts";

export const GET = apiRoute(
  "GET /api/v1/logs",
  { query: logsParams },
  async ({ request, query, nowMs }) => {
    if (!query.follow) return queryLogs(query, nowMs);
    const tail = await LogTail.open(query, nowMs);
    return followStream(tail, {
      subscribe: subscribeLive,
      signal: request.signal,
      now: systemClock,
    });
  },
);
