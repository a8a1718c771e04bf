import { deleteChannel } from "@/lib/query/channels.ts";
import { apiRoute, noParams } from "@/lib/web/http.ts";

export const DELETE = apiRoute(
  "DELETE /api/v1/channels/[channelId]",
  { query: noParams },
  async ({ path }) => {
    await deleteChannel(String(path.channelId));
    return new Response(null, { status: 204 });
  },
);
