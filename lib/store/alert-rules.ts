import type { AlertRule, Prisma } from "./generated/prisma/client.ts";
import { prisma } from "./prisma.ts";

/** A rule as it is stored; `spec` is JSON that the contract has to parse. */
export type StoredAlertRule = {
  id: string;
  name: string;
  enabled: boolean;
  spec: unknown;
  /** The file that it comes from and that alone changes it; null: none. */
  source: string | null;
  /** 1 after it was made, one more with every change. */
  version: number;
  createdMs: number;
  updatedMs: number;
  updatedBy: string;
};

const fromRow = ({ createdAt, updatedAt, ...row }: AlertRule): StoredAlertRule => ({
  ...row,
  createdMs: createdAt.getTime(),
  updatedMs: updatedAt.getTime(),
});

/** Every rule, by name. */
export async function selectAlertRules(): Promise<StoredAlertRule[]> {
  const rows = await prisma().alertRule.findMany({ orderBy: [{ name: "asc" }, { id: "asc" }] });
  return rows.map(fromRow);
}

/** Null: there is none. */
export async function selectAlertRule(id: string): Promise<StoredAlertRule | null> {
  const row = await prisma().alertRule.findUnique({ where: { id } });
  return row === null ? null : fromRow(row);
}

type RuleSave = {
  id: string;
  name: string;
  enabled: boolean;
  spec: Prisma.InputJsonObject;
  at: Date;
  by: string;
};

/** Stores a new rule. */
export async function insertAlertRule({ at, by, ...rule }: RuleSave): Promise<StoredAlertRule> {
  const row = await prisma().alertRule.create({
    data: { ...rule, createdAt: at, updatedAt: at, updatedBy: by },
  });
  return fromRow(row);
}

/** Changes a rule. Null: there is none (any more). */
export async function updateAlertRule(save: RuleSave): Promise<StoredAlertRule | null> {
  const { id, at, by, ...rule } = save;
  const rows = await prisma().alertRule.updateManyAndReturn({
    where: { id },
    data: { ...rule, version: { increment: 1 }, updatedAt: at, updatedBy: by },
  });
  return rows[0] ? fromRow(rows[0]) : null;
}

/** Deletes a rule. False: there is none. */
export async function deleteAlertRuleRow(id: string): Promise<boolean> {
  const { count } = await prisma().alertRule.deleteMany({ where: { id } });
  return count > 0;
}
