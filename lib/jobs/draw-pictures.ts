import type { Notification } from "@/lib/domain/notifications.ts";
import { drawAlertChart } from "@/lib/query/alert-chart.ts";
import type { Queryable } from "@/lib/store/queryable.ts";

const MOST = 3;

/** The courses of what fires, of a few alerts. A picture that cannot be drawn is left out: the message is what counts. */
export async function drawPictures(
  client: Queryable,
  { alerts, atMs }: Notification,
  nowMs: number,
): Promise<{ name: string; png: Buffer }[]> {
  const firing = alerts.filter(({ status }) => status === "firing").slice(0, MOST);
  const pictures: { name: string; png: Buffer }[] = [];
  for (const { id } of firing) {
    const asked = { alertId: id, untilMs: atMs };
    const png = await drawAlertChart(client, asked, nowMs).catch(() => null);
    if (png) pictures.push({ name: `alert-${pictures.length + 1}.png`, png });
  }
  return pictures;
}
