import { randomUUID } from "node:crypto";
import {
  type AlertRule,
  type AlertRuleSpec,
  type AlertRulesResponse,
  alertRuleSpec,
} from "@/lib/contract/alert-rules.ts";
import { ParameterError } from "@/lib/contract/time.ts";
import { ConflictError, NotFoundError } from "@/lib/domain/problem.ts";
import { primaryReadPool } from "@/lib/platform/db.ts";
import { env } from "@/lib/platform/env.ts";
import {
  deleteAlertRuleRow,
  insertAlertRule,
  type StoredAlertRule,
  selectAlertRule,
  selectAlertRules,
  updateAlertRule,
} from "@/lib/store/alert-rules.ts";
import { selectChannels } from "@/lib/store/channels.ts";
import { selectChannelIds } from "@/lib/store/rule-files.ts";
import type { Asking } from "./boards.ts";
import { rulesFolderProblems } from "./rules-folder.ts";

const missing = () => new NotFoundError("There is no alert rule with this id");

const toResponse = (rule: StoredAlertRule): AlertRule => ({
  ...alertRuleSpec.parse(rule.spec),
  id: rule.id,
  source: rule.source,
  version: rule.version,
  createdAt: new Date(rule.createdMs).toISOString(),
  updatedAt: new Date(rule.updatedMs).toISOString(),
  updatedBy: rule.updatedBy,
});

const toRow = (id: string, spec: AlertRuleSpec, { author, nowMs }: Asking) => {
  const { name, enabled } = spec;
  return { id, name, enabled, spec, at: new Date(nowMs), by: author.name };
};

/** Throws `ConflictError` for what a file alone may change. */
export function requireOwn(stored: { source: string | null } | null): void {
  if (!stored?.source) return;
  throw new ConflictError(`It comes from the file ${stored.source}: change it there`);
}

/** Throws `ParameterError` for a channel that does not exist: nobody would be told. */
export async function requireChannels({
  channelIds,
}: Pick<AlertRuleSpec, "channelIds">): Promise<void> {
  if (channelIds.length === 0) return;
  const known = new Set((await selectChannels()).map(({ id }) => id));
  const index = channelIds.findIndex((id) => !known.has(id));
  if (index < 0) return;
  const field = `channelIds[${index}]`;
  throw new ParameterError(field, `${field}: there is no channel ${channelIds[index]}`);
}

/** Every rule, by name, and what is wrong with the files that rules come from. `rulesDir` null: there are no such files. */
export async function queryAlertRules(
  rulesDir: string | null = env().rulesDir,
): Promise<AlertRulesResponse> {
  const rules = (await selectAlertRules()).map(toResponse);
  if (rulesDir === null) return { rules, fileProblems: [] };
  const channelIds = await selectChannelIds(primaryReadPool());
  return { rules, fileProblems: await rulesFolderProblems(rulesDir, channelIds) };
}

/** One rule. Throws `NotFoundError`. */
export async function queryAlertRule(id: string): Promise<AlertRule> {
  const rule = await selectAlertRule(id);
  if (rule === null) throw missing();
  return toResponse(rule);
}

/** Stores a new rule. Throws `ParameterError` for a channel that does not exist. */
export async function createAlertRule(spec: AlertRuleSpec, asking: Asking): Promise<AlertRule> {
  await requireChannels(spec);
  return toResponse(await insertAlertRule(toRow(randomUUID(), spec, asking)));
}

/** Changes a rule as a whole. Throws `NotFoundError`, and `ParameterError` for a channel that does not exist. */
export async function changeAlertRule(
  id: string,
  spec: AlertRuleSpec,
  asking: Asking,
): Promise<AlertRule> {
  await requireChannels(spec);
  requireOwn(await selectAlertRule(id));
  const changed = await updateAlertRule(toRow(id, spec, asking));
  if (changed === null) throw missing();
  return toResponse(changed);
}

/** Deletes a rule; its alerts are resolved with the next evaluation. Throws `NotFoundError`. */
export async function deleteAlertRule(id: string): Promise<void> {
  requireOwn(await selectAlertRule(id));
  if (!(await deleteAlertRuleRow(id))) throw missing();
}
