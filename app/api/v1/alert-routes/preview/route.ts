import { routePreviewParams } from "@/lib/contract/alert-routes.ts";
import { previewRoute } from "@/lib/query/alert-routes.ts";
import { apiRoute } from "@/lib/web/http.ts";

export const GET = apiRoute(
  "GET /api/v1/alert-routes/preview",
  { query: routePreviewParams },
  ({ query }) => previewRoute(query),
);
