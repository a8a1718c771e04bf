import { BrokenCircuitError, ConsecutiveBreaker, circuitBreaker, handleWhen } from "cockatiel";
import type { Pool } from "pg";
import type { Notification, NotifiedAlert } from "@/lib/domain/notifications.ts";
import { GIVE_UP_MS, retryDelayMs } from "@/lib/domain/retry-delay.ts";
import { type Sending, sendToChannel } from "@/lib/notify/send.ts";
import { TargetRefusedError } from "@/lib/notify/target-guard.ts";
import type { MessageContext } from "@/lib/notify/webhook.ts";
import { chartPath } from "@/lib/platform/chart-link.ts";
import { openTarget } from "@/lib/platform/sealed-target.ts";
import {
  type AttemptEnd,
  claimOutbox,
  endAttempt,
  type OutboxEntry,
  saveChanges,
  selectChannelTarget,
} from "@/lib/store/alert-outbox.ts";
import { noteArrival, noteFailure } from "@/lib/store/channel-health.ts";

const AT_A_TIME = 10;
const FAILURES_IN_A_ROW = 5;
/** How long a channel that fails is left alone. */
const OPEN_MS = 30_000;

type Settings = {
  publicUrl: string;
  allow: readonly string[];
  /** What changed shortly before where a message is about; absent: messages do not say. */
  changesOf?: (notification: Notification, nowMs: number) => Promise<string[]>;
  /** Pictures of what fires, for messages that have attachments; absent: they have none. */
  picturesOf?: (
    notification: Notification,
    nowMs: number,
  ) => Promise<NonNullable<MessageContext["pictures"]>>;
  random?: () => number;
  /** For tests. */
  send?: (sending: Sending) => Promise<void>;
};

/** Delivers what is written down, each channel behind a circuit breaker of its own. */
export class Deliverer {
  private readonly breakers = new Map<string, ReturnType<typeof makeBreaker>>();
  /** Channels whose breaker is open, and until when. */
  private readonly resting = new Map<string, number>();

  constructor(
    private readonly pool: Pool,
    private readonly settings: Settings,
  ) {}

  /** Attempts what is due; returns how many attempts it made. */
  async turn(nowMs: number): Promise<number> {
    for (const [id, untilMs] of this.resting) if (untilMs <= nowMs) this.resting.delete(id);
    const except = [...this.resting.keys()];
    const entries = await claimOutbox(this.pool, { nowMs, except, limit: AT_A_TIME });
    await Promise.all(
      entries.map(async (entry) => {
        await this.end(entry, await this.attempt(entry, nowMs));
      }),
    );
    return entries.length;
  }

  private async end(entry: OutboxEntry, end: AttemptEnd): Promise<void> {
    await endAttempt(this.pool, entry, end);
    const { channelId } = entry;
    if (end.kind === "sent") await noteArrival(this.pool, channelId);
    if (end.kind === "failed" || end.kind === "given up") {
      const { atMs, error } = end;
      await noteFailure(this.pool, { channelId, atMs, error, isGivenUp: end.kind === "given up" });
    }
  }

  private async attempt(entry: OutboxEntry, nowMs: number): Promise<AttemptEnd> {
    const channel = await selectChannelTarget(this.pool, entry.channelId);
    if (channel === null) {
      return { kind: "given up", error: "the channel was deleted", atMs: nowMs };
    }
    const { publicUrl, allow, send = sendToChannel } = this.settings;
    const notification = await this.withChanges(entry, nowMs);
    const context: MessageContext = {
      ...{ publicUrl, channelName: channel.name, idempotencyKey: entry.idempotencyKey },
      chartUrlOf: (alert) => publicUrl + chartPath(chartLinkOf(alert, notification.atMs)),
    };
    try {
      await this.breakerOf(entry.channelId).execute(async () => {
        const target = openTarget(channel.sealed);
        if (target.kind === "email") context.pictures = await this.picturesOf(notification, nowMs);
        return send({ target, notification, context, reach: { allow }, nowMs });
      });
      return { kind: "sent", atMs: nowMs };
    } catch (error) {
      return this.afterFailure(entry, error, nowMs);
    }
  }

  private async picturesOf(notification: Notification, nowMs: number) {
    return this.settings.picturesOf?.(notification, nowMs) ?? [];
  }

  /** Looked up once, before the first attempt, so that every attempt says the same. */
  private async withChanges(entry: OutboxEntry, nowMs: number): Promise<Notification> {
    const { notification, outboxId } = entry;
    if (notification.changes || !this.settings.changesOf) return notification;
    const changes = await this.settings.changesOf(notification, nowMs);
    await saveChanges(this.pool, outboxId, changes);
    return { ...notification, changes };
  }

  private afterFailure(entry: OutboxEntry, thrown: unknown, nowMs: number): AttemptEnd {
    const error = thrown instanceof Error ? thrown.message : String(thrown);
    if (thrown instanceof BrokenCircuitError) {
      this.resting.set(entry.channelId, nowMs + OPEN_MS);
      const isOver = nowMs - entry.createdMs >= GIVE_UP_MS;
      return isOver
        ? { kind: "given up", error: entry.lastError ?? error, atMs: nowMs }
        : { kind: "held back", nextAttemptMs: nowMs + OPEN_MS };
    }
    if (thrown instanceof TargetRefusedError) return { kind: "given up", error, atMs: nowMs };
    const { random = Math.random } = this.settings;
    const nextAttemptMs = nowMs + retryDelayMs(entry.attempts, random());
    return nextAttemptMs - entry.createdMs >= GIVE_UP_MS
      ? { kind: "given up", error, atMs: nowMs }
      : { kind: "failed", error, atMs: nowMs, nextAttemptMs };
  }

  private breakerOf(channelId: string) {
    const known = this.breakers.get(channelId) ?? makeBreaker();
    this.breakers.set(channelId, known);
    return known;
  }
}

/** An address that is refused says nothing about the receiver. */
const makeBreaker = () =>
  circuitBreaker(
    handleWhen((error) => !(error instanceof TargetRefusedError)),
    { halfOpenAfter: OPEN_MS, breaker: new ConsecutiveBreaker(FAILURES_IN_A_ROW) },
  );

/** How long the link to a picture can be followed. */
const LINK_MS = 14 * 86_400_000;

/** An alert as it was when it was told, however late the message arrives. */
const chartLinkOf = ({ id, resolvedMs }: NotifiedAlert, atMs: number) => {
  const untilMs = resolvedMs ?? atMs;
  return { alertId: id, untilMs, expiresMs: untilMs + LINK_MS };
};
