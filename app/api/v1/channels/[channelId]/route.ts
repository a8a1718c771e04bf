import { authorOf } from "@/lib/domain/ownership.ts";
import { deleteChannel } from "@/lib/query/channels.ts";
import { apiRoute, noParams } from "@/lib/web/http.ts";

export const DELETE = apiRoute(
  "DELETE /api/v1/channels/[channelId]",
  { query: noParams },
  async ({ path, principal, nowMs }) => {
    await deleteChannel(String(path.channelId), { author: authorOf(principal), nowMs });
    return new Response(null, { status: 204 });
  },
);
