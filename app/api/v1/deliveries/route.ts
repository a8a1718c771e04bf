import { deliveriesParams } from "@/lib/contract/channels.ts";
import { queryDeliveries } from "@/lib/query/channels.ts";
import { apiRoute } from "@/lib/web/http.ts";

export const GET = apiRoute("GET /api/v1/deliveries", { query: deliveriesParams }, ({ query }) =>
  queryDeliveries(query),
);
