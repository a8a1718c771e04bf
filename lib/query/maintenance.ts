import { randomUUID } from "node:crypto";
import {
  type MaintenanceResponse,
  type MaintenancesResponse,
  type NewMaintenance,
  newMaintenance,
} from "@/lib/contract/maintenance.ts";
import { type MaintenanceWindow, nextOccurrence } from "@/lib/domain/maintenance.ts";
import { NotFoundError } from "@/lib/domain/problem.ts";
import { primaryReadPool, writePool } from "@/lib/platform/db.ts";
import {
  deleteMaintenanceRow,
  insertMaintenance,
  type StoredMaintenance,
  selectMaintenance,
} from "@/lib/store/alert-maintenance.ts";
import type { Queryable } from "@/lib/store/queryable.ts";
import type { Asking } from "./boards.ts";

/** Every maintenance window; one that this version cannot read is left out. */
export async function loadMaintenance(client: Queryable): Promise<MaintenanceWindow[]> {
  return (await selectMaintenance(client)).flatMap(({ id, spec }) => {
    const parsed = newMaintenance.safeParse(spec);
    return parsed.success ? [{ ...parsed.data, id }] : [];
  });
}

function toResponse(stored: StoredMaintenance, spec: NewMaintenance, nowMs: number) {
  const next = nextOccurrence({ ...spec, id: stored.id }, nowMs);
  const iso = (ms: number) => new Date(ms).toISOString();
  return {
    ...{ ...spec, id: stored.id, createdBy: stored.createdBy, createdAt: iso(stored.createdMs) },
    next: next && { from: iso(next.fromMs), to: iso(next.toMs) },
    isActive: next !== null && next.fromMs <= nowMs,
  };
}

/** Every maintenance window with its next time, the newest first. */
export async function queryMaintenance(nowMs: number): Promise<MaintenancesResponse> {
  const stored = await selectMaintenance(primaryReadPool());
  const windows = stored.flatMap((one): MaintenanceResponse[] => {
    const parsed = newMaintenance.safeParse(one.spec);
    return parsed.success ? [toResponse(one, parsed.data, nowMs)] : [];
  });
  return { windows };
}

/** Stores a new window. */
export async function createMaintenance(
  spec: NewMaintenance,
  { author, nowMs }: Asking,
): Promise<MaintenanceResponse> {
  const stored = { id: randomUUID(), spec, createdMs: nowMs, createdBy: author.name };
  await insertMaintenance(writePool(), stored);
  return toResponse(stored, spec, nowMs);
}

/** Deletes a window; what it kept quiet is told. Throws `NotFoundError`. */
export async function deleteMaintenance(id: string): Promise<void> {
  if (await deleteMaintenanceRow(writePool(), id)) return;
  throw new NotFoundError("There is no maintenance window with this id");
}
