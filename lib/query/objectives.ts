import { randomUUID } from "node:crypto";
import {
  type ObjectiveResponse,
  type ObjectiveSpec,
  type ObjectiveStatus,
  type ObjectivesResponse,
  objectiveSpec,
  type StoredObjectiveSpec,
} from "@/lib/contract/objectives.ts";
import { NotFoundError } from "@/lib/domain/problem.ts";
import {
  deleteObjectiveRow,
  insertObjective,
  type StoredObjective,
  selectObjective,
  selectObjectives,
  updateObjective,
} from "@/lib/store/objectives.ts";
import { requireChannels, requireOwn } from "./alert-rules.ts";
import type { Asking } from "./boards.ts";
import { readBudgetCourse, readBudgets } from "./objective-budgets.ts";

const missing = () => new NotFoundError("There is no objective with this id");

const toResponse = (stored: StoredObjective): StoredObjectiveSpec => ({
  ...objectiveSpec.parse(stored.spec),
  id: stored.id,
  source: stored.source,
  version: stored.version,
  createdAt: new Date(stored.createdMs).toISOString(),
  updatedAt: new Date(stored.updatedMs).toISOString(),
  updatedBy: stored.updatedBy,
});

const toRow = (id: string, spec: ObjectiveSpec, { author, nowMs }: Asking) => ({
  ...{ id, name: spec.name, spec, at: new Date(nowMs), by: author.name },
});

/** Every objective, by name. */
export async function queryStoredObjectives(): Promise<StoredObjectiveSpec[]> {
  return (await selectObjectives()).map(toResponse);
}

/** Objectives by name, all or some, with what is left of their budgets. */
export async function queryObjectives(
  { id }: { id: string[] },
  nowMs: number,
): Promise<ObjectivesResponse> {
  const stored = (await selectObjectives()).filter((one) => id.length === 0 || id.includes(one.id));
  return { objectives: await withBudgets(stored.map(toResponse), nowMs) };
}

async function withBudgets(
  objectives: readonly StoredObjectiveSpec[],
  nowMs: number,
): Promise<ObjectiveStatus[]> {
  const budgets = await readBudgets(objectives, nowMs);
  return objectives.map((one, i) => ({ ...one, groups: [], error: null, ...budgets[i] }));
}

/** One objective with the course of its budgets. Throws `NotFoundError`. */
export async function queryObjective(id: string, nowMs: number): Promise<ObjectiveResponse> {
  const stored = await selectObjective(id);
  if (stored === null) throw missing();
  const one = toResponse(stored);
  const [status] = await withBudgets([one], nowMs);
  const { pointsOf, ...course } = await readBudgetCourse(one, nowMs);
  const { groups = [], error = null } = status ?? {};
  return {
    ...{ ...one, ...course, error },
    groups: groups.map((group) => ({ ...group, points: pointsOf(group) })),
  };
}

/** Stores a new objective. Throws `ParameterError` for a channel that does not exist. */
export async function createObjective(
  spec: ObjectiveSpec,
  asking: Asking,
): Promise<StoredObjectiveSpec> {
  await requireChannels(spec);
  return toResponse(await insertObjective(toRow(randomUUID(), spec, asking)));
}

/** Changes an objective as a whole. Throws `NotFoundError`, and `ParameterError` for a channel that does not exist. */
export async function changeObjective(
  id: string,
  spec: ObjectiveSpec,
  asking: Asking,
): Promise<StoredObjectiveSpec> {
  await requireChannels(spec);
  requireOwn(await selectObjective(id));
  const changed = await updateObjective(toRow(id, spec, asking));
  if (changed === null) throw missing();
  return toResponse(changed);
}

/** Deletes an objective; alerts of its budget are resolved with the next evaluation. Throws `NotFoundError`. */
export async function deleteObjective(id: string): Promise<void> {
  requireOwn(await selectObjective(id));
  if (!(await deleteObjectiveRow(id))) throw missing();
}
