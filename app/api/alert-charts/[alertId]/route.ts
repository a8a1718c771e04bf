import { NotFoundError } from "@/lib/domain/problem.ts";
import { isChartLink } from "@/lib/platform/chart-link.ts";
import { systemClock } from "@/lib/platform/clock.ts";
import { primaryReadPool } from "@/lib/platform/db.ts";
import { drawAlertChart } from "@/lib/query/alert-chart.ts";
import { openRoute } from "@/lib/web/http.ts";

const missing = () => new NotFoundError("There is no such picture, or its link has expired");

/** An alert's course, for whoever has a link that this server signed; a wrong one looks like one that expired. */
export const GET = openRoute("GET /api/alert-charts/[alertId]", async (request, { params }) => {
  const { searchParams } = new URL(request.url);
  const number = (name: string) => Number(searchParams.get(name) ?? Number.NaN);
  const alertId = String((await params).alertId);
  const link = { alertId, untilMs: number("until"), expiresMs: number("expires") };
  const nowMs = systemClock();
  if (!isChartLink(link, searchParams.get("signature") ?? "", nowMs)) throw missing();
  const png = await drawAlertChart(primaryReadPool(), link, nowMs);
  if (png === null) throw missing();
  return new Response(new Uint8Array(png), {
    headers: { "content-type": "image/png", "cache-control": "private, max-age=300" },
  });
});
