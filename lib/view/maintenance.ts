import type { MaintenanceResponse } from "@/lib/contract/maintenance.ts";
import { matchersText } from "@/lib/domain/alert-label-text.ts";
import type { Weekday } from "@/lib/domain/maintenance.ts";
import { formatTime } from "./time-format.ts";

export const WEEKDAY_NAMES: Readonly<Record<Weekday, string>> = {
  ...{ mon: "Mon", tue: "Tue", wed: "Wed", thu: "Thu", fri: "Fri", sat: "Sat", sun: "Sun" },
};

/** What a window keeps quiet, and when: `service=shop · Sun 02:00–04:00, Europe/Berlin`. */
export function maintenanceText({ matchers, schedule, timeZone }: MaintenanceResponse): string {
  const what = matchers.length === 0 ? "every alert" : matchersText(matchers);
  const { from, to } = schedule;
  const when =
    schedule.kind === "once"
      ? `${from.replace("T", " ")} to ${to.replace("T", " ")}`
      : `${schedule.days.map((day) => WEEKDAY_NAMES[day]).join(", ")} ${from}–${to}`;
  return `${what} · ${when}, ${timeZone}`;
}

/** Whether it is now, in the reader's zone: `now, until 04:00`. */
export function nextMaintenanceText(
  { next, isActive, createdBy }: MaintenanceResponse,
  zone: string,
): string {
  const at = (text: string) => formatTime(Date.parse(text), zone, "day-minute");
  const when =
    next === null
      ? "is over"
      : isActive
        ? `now, until ${at(next.to)}`
        : `next ${at(next.from)} to ${at(next.to)}`;
  return `${when} · by ${createdBy}`;
}
