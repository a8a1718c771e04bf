import { createHmac } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { SpanBatch } from "@/lib/decode/span-batch.ts";
import { UserReader } from "@/lib/decode/user-reader.ts";
import { dayOf } from "@/lib/domain/users.ts";
import type { Origin } from "./origin.ts";
import type { UserGroup } from "./user-group.ts";
import { registerOf, UserSketch } from "./user-sketch.ts";

/** Users whose hash is remembered, and sketches of what is stored: some 10 MB and 8 MB. */
const MOST_USERS = 50_000;
const MOST_SKETCHES = 2_000;

type Register = { index: number; rank: number };

/**
 * Counts whom requests serve. Of an id only a keyed hash's register is kept: without the key nobody can tell who is in
 * a sketch, and with it only who may be. A register that is stored already costs no row.
 */
export class UserAggregator {
  private readonly reader = new UserReader();
  private readonly registers = new LRUCache<string, Register>({ max: MOST_USERS });
  private readonly stored = new LRUCache<string, UserSketch>({ max: MOST_SKETCHES });
  /** What was looked at last: spans of one body are mostly of one service and day. */
  private last: { serviceId: bigint; day: number; sketch: UserSketch | undefined } | null = null;

  /** `key`: the same in every process that stores into one database; else a user counts once for each key. */
  constructor(private readonly key: string) {}

  /** Adds whom span `i`, a request, serves. */
  note(batch: SpanBatch, i: number, at: { origin: Origin; start: number; group: UserGroup }): void {
    const user = this.reader.read(batch, i);
    if (user === "") return;
    const { serviceId } = at.origin;
    const day = dayOf(at.start);
    const register = this.registerOf(user);
    const stored = this.storedOf(serviceId, day);
    if (stored && (stored.registers[register.index] ?? 0) >= register.rank) return;
    at.group.raise(serviceId, day, register);
  }

  private storedOf(serviceId: bigint, day: number): UserSketch | undefined {
    const { last } = this;
    if (last && last.serviceId === serviceId && last.day === day) return last.sketch;
    const sketch = this.stored.get(`${serviceId} ${day}`);
    this.last = { serviceId, day, sketch };
    return sketch;
  }

  /** Call it when a group's rows are committed: what they hold need not be stored again. */
  committed(group: UserGroup): void {
    this.last = null;
    for (const { serviceId, day, sketch } of group.rows()) {
      const text = `${serviceId} ${day}`;
      const stored = this.stored.get(text) ?? new UserSketch();
      stored.merge(sketch);
      this.stored.set(text, stored);
    }
  }

  private registerOf(user: string): Register {
    const known = this.registers.get(user);
    if (known) return known;
    const digest = createHmac("sha256", this.key).update(user, "latin1").digest();
    const register = registerOf(digest.readUInt32BE(0), digest.readUInt32BE(4));
    this.registers.set(user, register);
    return register;
  }
}
