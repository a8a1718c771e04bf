import { resendDelivery } from "@/lib/query/channels.ts";
import { apiRoute, noParams } from "@/lib/web/http.ts";

export const POST = apiRoute(
  "POST /api/v1/deliveries/[deliveryId]/resend",
  { query: noParams },
  async ({ path, nowMs }) =>
    Response.json(await resendDelivery(String(path.deliveryId), nowMs), { status: 201 }),
);
