import { deleteMaintenance } from "@/lib/query/maintenance.ts";
import { apiRoute, noParams } from "@/lib/web/http.ts";

export const DELETE = apiRoute(
  "DELETE /api/v1/maintenance-windows/[windowId]",
  { query: noParams },
  async ({ path }) => {
    await deleteMaintenance(String(path.windowId));
    return new Response(null, { status: 204 });
  },
);
