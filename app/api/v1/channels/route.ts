import { newChannel } from "@/lib/contract/channels.ts";
import { authorOf } from "@/lib/domain/ownership.ts";
import { createChannel, queryChannels } from "@/lib/query/channels.ts";
import { apiRoute, noParams } from "@/lib/web/http.ts";
import { JSON_BODY, parseJsonBody } from "@/lib/web/http-json.ts";

export const GET = apiRoute("GET /api/v1/channels", { query: noParams }, queryChannels);

export const POST = apiRoute(
  "POST /api/v1/channels",
  { query: noParams, accepts: JSON_BODY },
  async ({ request, principal, nowMs }) => {
    const given = await parseJsonBody(request, newChannel);
    const stored = await createChannel(given, { author: authorOf(principal), nowMs });
    return Response.json(stored, { status: 201 });
  },
);
