import { randomUUID } from "node:crypto";
import { isIP } from "node:net";
import {
  type ChannelResponse,
  type ChannelsResponse,
  channelConfig,
  type DeliveriesParams,
  type DeliveriesResponse,
  type DeliveryAccepted,
  type NewChannel,
} from "@/lib/contract/channels.ts";
import { ParameterError } from "@/lib/contract/time.ts";
import { notificationTitle } from "@/lib/domain/alert-text.ts";
import type { ChannelTarget } from "@/lib/domain/channels.ts";
import type { Notification, NotifiedAlert } from "@/lib/domain/notifications.ts";
import { NotFoundError } from "@/lib/domain/problem.ts";
import { primaryReadPool, writePool } from "@/lib/platform/db.ts";
import { env } from "@/lib/platform/env.ts";
import { isAllowedAddress } from "@/lib/platform/public-address.ts";
import { sealTarget } from "@/lib/platform/sealed-target.ts";
import {
  insertOutbox,
  reviveOutbox,
  selectChannelTarget,
  selectOutbox,
} from "@/lib/store/alert-outbox.ts";
import { type FailingChannel, selectFailingChannels } from "@/lib/store/channel-health.ts";
import {
  deleteChannelRow,
  insertChannel,
  type StoredChannel,
  selectChannels,
} from "@/lib/store/channels.ts";
import { forgetRoutedChannel } from "./alert-routes.ts";
import type { Asking } from "./boards.ts";

const iso = (ms: number): string => new Date(ms).toISOString();
const missing = () => new NotFoundError("There is no channel with this id");

const toResponse = (
  channel: StoredChannel,
  failing: FailingChannel | undefined,
): ChannelResponse => ({
  ...channelConfig.parse(channel.config),
  id: channel.id,
  kind: channel.kind,
  name: channel.name,
  createdAt: new Date(channel.createdMs).toISOString(),
  createdBy: channel.createdBy,
  failing: failing
    ? { since: iso(failing.sinceMs), failures: failing.failures, error: failing.lastError }
    : null,
});

function targetOf(given: NewChannel): ChannelTarget {
  switch (given.kind) {
    case "webhook":
      return { kind: "webhook", url: given.url, secret: given.secret ?? null };
    case "slack":
    case "teams":
      return { kind: given.kind, url: given.url };
    case "pagerduty":
      return { kind: "pagerduty", url: given.url, routingKey: given.routingKey };
    case "email": {
      const { host, port, security, from, to, user, password } = given;
      const login = user === undefined ? null : { user, password: password ?? "" };
      return { kind: "email", host, port, security, login, from, to };
    }
  }
}

/** What of a target may be shown. */
function shownOf(target: ChannelTarget) {
  switch (target.kind) {
    case "webhook":
      return { url: target.url, hasSecret: target.secret !== null };
    case "slack":
    case "teams":
      return { url: `${new URL(target.url).origin}/…` };
    case "pagerduty":
      return { url: target.url };
    case "email": {
      const { host, port, security, from, to } = target;
      return { host, port, security, from, to };
    }
  }
}

/** Every channel, by name, without its secrets. */
export async function queryChannels(): Promise<ChannelsResponse> {
  const failing = await selectFailingChannels(primaryReadPool());
  const byId = new Map(failing.map((channel) => [channel.channelId, channel]));
  const channels = await selectChannels();
  return { channels: channels.map((channel) => toResponse(channel, byId.get(channel.id))) };
}

/** An address that is written out can be judged at once; a name is looked up with every message. */
function requireAllowed(target: ChannelTarget): void {
  const field = target.kind === "email" ? "host" : "url";
  const host = target.kind === "email" ? target.host : new URL(target.url).hostname;
  const bare = host.replace(/^\[(.*)\]$/, "$1");
  if (isIP(bare) === 0 || isAllowedAddress(bare, env().notifyAllow)) return;
  const advice = "an administrator can list it in HEADROOM_NOTIFY_ALLOW";
  throw new ParameterError(field, `${field}: ${bare} is no public address: ${advice}`);
}

/** Stores a new channel, its secrets encrypted. Throws `ParameterError` for an address that must not be reached. */
export async function createChannel(
  given: NewChannel,
  { author, nowMs }: Asking,
): Promise<ChannelResponse> {
  const target = targetOf(given);
  requireAllowed(target);
  const stored = await insertChannel({
    ...{ id: randomUUID(), kind: given.kind, name: given.name, config: shownOf(target) },
    ...{ sealed: sealTarget(target), createdMs: nowMs, createdBy: author.name },
  });
  return toResponse(stored, undefined);
}

/** Deletes a channel; what waits for it is given up, and routes forget it. Throws `NotFoundError`. */
export async function deleteChannel(id: string, asking: Asking): Promise<void> {
  if (!(await deleteChannelRow(id))) throw missing();
  await forgetRoutedChannel(id, asking);
}

/** Writes down a message to a channel that says it is a test. Throws `NotFoundError`. */
export async function testChannel(
  id: string,
  { author, nowMs }: Asking,
): Promise<DeliveryAccepted> {
  const channel = await selectChannelTarget(primaryReadPool(), id);
  if (channel === null) throw missing();
  const key = `test:${randomUUID()}`;
  const notification = testNotification({ key, channelName: channel.name, by: author.name, nowMs });
  const entry = { idempotencyKey: key, channelId: id, notification };
  const [made = ""] = await insertOutbox(writePool(), [entry], nowMs);
  return { id: made };
}

function testNotification(told: {
  key: string;
  channelName: string;
  by: string;
  nowMs: number;
}): Notification {
  const { key, channelName, by, nowMs } = told;
  const ruleName = `Test of ${channelName}`;
  const alert: NotifiedAlert = {
    ...{ id: key, status: "firing", ruleId: key, ruleName, severity: "info" },
    ...{ labels: { test: "true" }, key: {}, value: null, sinceMs: nowMs, resolvedMs: null },
    ...{ query: null, operator: null, threshold: null, runbookUrl: null },
    description: `${by} sent this to see whether messages arrive. Nothing is wrong.`,
  };
  return { groupId: key, groupLabels: { alertname: ruleName }, atMs: nowMs, alerts: [alert] };
}

/** Messages to channels, the newest first. */
export async function queryDeliveries(params: DeliveriesParams): Promise<DeliveriesResponse> {
  const { channelId = null, state = null, limit } = params;
  const entries = await selectOutbox(primaryReadPool(), { channelId, state, limit });
  return {
    deliveries: entries.map(({ notification, ...entry }) => ({
      id: entry.outboxId,
      channelId: entry.channelId,
      title: notificationTitle(notification),
      alertCount: notification.alerts.length,
      state: entry.state,
      attempts: entry.attempts,
      lastError: entry.lastError,
      createdAt: iso(entry.createdMs),
      nextAttemptAt: entry.state === "waiting" ? iso(entry.nextAttemptMs) : null,
      endedAt: entry.endedMs === null ? null : iso(entry.endedMs),
    })),
  };
}

/** Has a message delivered that was given up. Throws `NotFoundError`. */
export async function resendDelivery(id: string, nowMs: number): Promise<DeliveryAccepted> {
  const isId = /^\d{1,18}$/.test(id);
  if (isId && (await reviveOutbox(writePool(), id, nowMs))) return { id };
  throw new NotFoundError("There is no message with this id that was given up");
}
