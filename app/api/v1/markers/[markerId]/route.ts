import { deleteMarker } from "@/lib/query/markers.ts";
import { apiRoute, noParams } from "@/lib/web/http.ts";

export const DELETE = apiRoute(
  "DELETE /api/v1/markers/[markerId]",
  { query: noParams },
  async ({ path }) => {
    await deleteMarker(String(path.markerId));
    return new Response(null, { status: 204 });
  },
);
