import { authorOf } from "@/lib/domain/ownership.ts";
import { testChannel } from "@/lib/query/channels.ts";
import { apiRoute, noParams } from "@/lib/web/http.ts";

export const POST = apiRoute(
  "POST /api/v1/channels/[channelId]/test",
  { query: noParams },
  async ({ path, principal, nowMs }) => {
    const asking = { author: authorOf(principal), nowMs };
    return Response.json(await testChannel(String(path.channelId), asking), { status: 201 });
  },
);
