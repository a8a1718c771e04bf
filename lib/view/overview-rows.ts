import type { OverviewService } from "@/lib/contract/overview.ts";
import { type ConcernStatus, rankOfStatus, worstStatus } from "@/lib/domain/concern-status.ts";
import { serviceKeyText } from "@/lib/domain/service.ts";
import { reasonOf } from "./service-reason.ts";
import type { ServiceRow } from "./service-rows.ts";
import { iconOf } from "./service-status.ts";
import { type Happening, happeningsOf, type Trouble, troublesOf } from "./service-troubles.ts";

/** A service on the overview: its requests, and what its concerns tell. */
export type OverviewRow = ServiceRow & {
  /** Of requests and troubles together. */
  icon: ConcernStatus;
  /** Null: nothing is told, or not yet. */
  concerns: OverviewService | null;
  happenings: readonly Happening[];
  troubles: readonly Trouble[];
};

/** Rows of the overview, trouble first; within a status as they came: by requests. */
export function toOverviewRows(
  rows: readonly ServiceRow[],
  services: readonly OverviewService[],
  zone: string,
): OverviewRow[] {
  const told = new Map(services.map((service) => [serviceKeyText(service), service]));
  return rows
    .map((row) => {
      const concerns = told.get(row.id) ?? null;
      const happenings = concerns === null ? [] : happeningsOf(concerns, zone);
      const troubles = troublesOf(happenings);
      const icon = worstStatus([iconOf(row.status), ...troubles.map(({ status }) => status)]);
      return { ...row, icon, concerns, happenings, troubles };
    })
    .toSorted((a, b) => rankOfStatus(a.icon) - rankOfStatus(b.icon));
}

/** Why a service stands where it stands, in a few words; null when it is OK. */
export const overviewReason = (
  row: OverviewRow,
  when: Parameters<typeof reasonOf>[1],
): string | null => {
  const [trouble] = row.troubles;
  const isWell = row.status.kind !== "missed";
  return isWell && trouble
    ? `${trouble.kind} ${trouble.name} ${trouble.did}`
    : reasonOf(row.status, when);
};
