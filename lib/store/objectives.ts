import type { AlertObjective, Prisma } from "./generated/prisma/client.ts";
import { prisma } from "./prisma.ts";

/** An objective as it is stored; `spec` is JSON that the contract has to parse. */
export type StoredObjective = {
  id: string;
  name: string;
  spec: unknown;
  /** The file that it comes from and that alone changes it; null: none. */
  source: string | null;
  /** 1 after it was made, one more with every change. */
  version: number;
  createdMs: number;
  updatedMs: number;
  updatedBy: string;
};

const fromRow = ({ createdAt, updatedAt, ...row }: AlertObjective): StoredObjective => ({
  ...row,
  createdMs: createdAt.getTime(),
  updatedMs: updatedAt.getTime(),
});

/** Every objective, by name. */
export async function selectObjectives(): Promise<StoredObjective[]> {
  const orderBy = [{ name: "asc" as const }, { id: "asc" as const }];
  return (await prisma().alertObjective.findMany({ orderBy })).map(fromRow);
}

/** Null: there is none. */
export async function selectObjective(id: string): Promise<StoredObjective | null> {
  const row = await prisma().alertObjective.findUnique({ where: { id } });
  return row === null ? null : fromRow(row);
}

type Save = { id: string; name: string; spec: Prisma.InputJsonObject; at: Date; by: string };

/** Stores a new objective. */
export async function insertObjective({ at, by, ...given }: Save): Promise<StoredObjective> {
  const data = { ...given, createdAt: at, updatedAt: at, updatedBy: by };
  return fromRow(await prisma().alertObjective.create({ data }));
}

/** Changes an objective. Null: there is none (any more). */
export async function updateObjective({
  id,
  at,
  by,
  ...given
}: Save): Promise<StoredObjective | null> {
  const data = { ...given, version: { increment: 1 }, updatedAt: at, updatedBy: by };
  const [row] = await prisma().alertObjective.updateManyAndReturn({ where: { id }, data });
  return row ? fromRow(row) : null;
}

/** Deletes an objective. False: there is none. */
export async function deleteObjectiveRow(id: string): Promise<boolean> {
  return (await prisma().alertObjective.deleteMany({ where: { id } })).count > 0;
}
