import { randomUUID } from "node:crypto";
import { CHANNEL_RULE } from "@/lib/domain/channels.ts";
import { endAlert } from "@/lib/query/evaluate-rule.ts";
import type { StoredAlert } from "@/lib/store/alert-state.ts";
import type { FailingChannel } from "@/lib/store/channel-health.ts";
import type { AlertStep, AlertWorld } from "./alert-world.ts";

const LEAST_FAILURES = 3;
const LEAST_MS = 5 * 60_000;

/** Adds to a step the alerts about channels that take no messages, and ends those about channels that do again. */
export function evaluateChannels(world: AlertWorld, step: AlertStep, nowMs: number): void {
  const active = world.active.get(CHANNEL_RULE) ?? new Map<string, StoredAlert>();
  const failing = new Map(world.failing.map((channel) => [channel.channelId, channel]));
  for (const alert of active.values()) {
    if (!failing.has(alert.keyText)) endAlert(alert, "recovered", nowMs, step);
  }
  for (const channel of failing.values()) {
    if (!active.has(channel.channelId) && isBroken(channel, nowMs)) {
      step.saved.push(alertOf(channel, nowMs));
    }
  }
}

/** One failure may be a restart; a message that was given up is not. */
const isBroken = ({ failures, sinceMs, hasGivenUp }: FailingChannel, nowMs: number): boolean =>
  hasGivenUp || (failures >= LEAST_FAILURES && nowMs - sinceMs >= LEAST_MS);

const alertOf = (channel: FailingChannel, nowMs: number): StoredAlert => ({
  ...{ alertId: randomUUID(), ruleId: CHANNEL_RULE, ruleName: "A channel takes no messages" },
  ...{ severity: "critical", keyText: channel.channelId, key: { channel: channel.name } },
  labels: { channelId: channel.channelId, reason: channel.lastError },
  ...{ value: channel.failures, threshold: LEAST_FAILURES, seenMs: nowMs },
  ...{ notifiedMs: null, channelIds: [] },
  phase: { kind: "firing", sinceMs: channel.sinceMs, firedMs: nowMs, recoveredMs: null },
});
