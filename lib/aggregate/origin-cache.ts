import { createHash } from "node:crypto";
import { LRUCache } from "lru-cache";
import { readMessage } from "@/lib/decode/read-message.ts";
import type { ScopeRange } from "@/lib/decode/span-batch.ts";
import { describeOrigin, type Origin } from "./origin.ts";

/**
 * Origins by the bytes of their resource and scope, so that each is decoded once. New ones collect in `takeNew` until
 * the store has registered them.
 */
export class OriginCache {
  private readonly origins = new LRUCache<string, Origin>({ max: 20_000 });
  private readonly announced = new LRUCache<bigint, true>({ max: 50_000 });
  private fresh: Origin[] = [];

  /** The origin of a scope in `bytes`. Throws `DecodeError` when resource or scope are malformed. */
  find(bytes: Uint8Array, range: ScopeRange): Origin {
    const resource = bytes.subarray(
      Math.max(range.resourceStart, 0),
      Math.max(range.resourceEnd, 0),
    );
    const scope = bytes.subarray(Math.max(range.scopeStart, 0), Math.max(range.scopeEnd, 0));
    const hash = createHash("sha256").update(`${resource.length}:`).update(resource).update(scope);
    const text = hash.digest("base64");
    const known = this.origins.get(text);
    if (known) return known;
    const origin = describeOrigin(
      range.resourceStart < 0 ? undefined : readMessage("Resource", Uint8Array.from(resource)),
      range.scopeStart < 0
        ? undefined
        : readMessage("InstrumentationScope", Uint8Array.from(scope)),
    );
    this.origins.set(text, origin);
    return origin;
  }

  /** Says that rows will name this origin: it must be registered before them. */
  announce(origin: Origin): void {
    if (this.announced.has(origin.originId)) return;
    this.announced.set(origin.originId, true);
    this.fresh.push(origin);
  }

  takeNew(): Origin[] {
    const taken = this.fresh;
    this.fresh = [];
    return taken;
  }

  giveBack(origins: Origin[]): void {
    this.fresh.push(...origins);
  }
}
