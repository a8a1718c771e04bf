import {
  createReplicaRouter,
  type ReadSession,
  type ReplicaRouter,
  startReadSession,
} from "@headroom/sdk/replica-router";
import { LRUCache } from "lru-cache";
import type pg from "pg";
import type { LiveEvent } from "@/lib/contract/live.ts";
import { openReplicaPool, primaryReadPool, readFrom } from "./db.ts";
import { env } from "./env.ts";
import { publishLive } from "./live-bus.ts";
import { log } from "./log.ts";

/** Where a question was answered: `primary`, or `replica-1` … in the order of `DATABASE_REPLICA_URLS`; and why. */
export type ReadPlace = { where: string; reason: string };

/** `operation` names it in telemetry; `reader` is whose writes it must see, null: nobody's. */
type Question = { operation: string; reader: string | null };

const MOST_READERS = 10_000;
/** A replica that is further behind than this is not read from anyway, whoever wrote. */
const REMEMBER_MS = 600_000;
/** An event waits no longer than this for the primary's position. */
const POSITION_MS = 500;

/** `isMarked`: its position is that of its last write. */
type Reader = ReadSession & { isMarked: boolean };

/**
 * Sends questions about telemetry to replicas. A question sees what its reader wrote, and everything that open pages
 * were told of; what came since may be missing as long as a replica lags, which is at most a second.
 */
export class ReadRouting {
  private readonly changes = startReadSession();
  private readonly readers = new LRUCache<string, Reader>({
    max: MOST_READERS,
    ttl: REMEMBER_MS,
  });

  constructor(
    private readonly router: ReplicaRouter<pg.Pool>,
    private readonly hasReplicas: boolean,
  ) {}

  /** Answers a question, whose `readPool` is that of one server meanwhile. `run` may run twice and must only read. */
  async read<Answer>(
    { operation, reader }: Question,
    run: () => Promise<Answer>,
  ): Promise<{ answer: Answer; place: ReadPlace }> {
    const session = { lastWriteLsn: await this.mustHave(reader) };
    return this.router.readWith({ operation, session }, async (pool, { replica, reason }) => ({
      answer: await readFrom(pool, run),
      place: { where: replica ?? "primary", reason },
    }));
  }

  /** Later questions of the reader see what it has just written. The position is asked for by the first of them. */
  noteWritten(reader: string): void {
    if (!this.hasReplicas) return;
    const lastWriteLsn = this.readers.get(reader)?.lastWriteLsn ?? null;
    this.readers.set(reader, { lastWriteLsn, isMarked: false });
  }

  /** Later questions of anybody see what is committed by now: call it before pages are told to ask again. */
  async noteChange(): Promise<void> {
    if (this.hasReplicas) await this.mark(this.changes);
  }

  close(): void {
    this.router.close();
  }

  private async mustHave(reader: string | null): Promise<bigint | null> {
    const own = reader === null ? undefined : this.readers.get(reader);
    if (own && !own.isMarked) {
      own.isMarked = true;
      await this.mark(own);
    }
    const { lastWriteLsn: told } = this.changes;
    const written = own?.lastWriteLsn ?? null;
    return written === null || (told !== null && told > written) ? told : written;
  }

  /** A primary that does not say its position is away: replicas then have all there is. */
  private async mark(session: ReadSession): Promise<void> {
    const marked = this.router.markWritten(session).catch((error: unknown) => {
      log.warn("the primary's position is not known", { reason: String(error) });
    });
    const tooLong = new Promise<void>((resolve) => setTimeout(resolve, POSITION_MS).unref());
    await Promise.race([marked, tooLong]);
  }
}

/** Routing over the primary and replicas of these addresses. */
export function createReadRouting(replicaUrls: readonly string[]): ReadRouting {
  const replicas = replicaUrls.map((url, index) => {
    const name = `replica-${index + 1}`;
    return { name, pool: openReplicaPool(name, url) };
  });
  const router = createReplicaRouter({ primary: primaryReadPool(), replicas });
  return new ReadRouting(router, replicas.length > 0);
}

// Next bundles this module more than once in a process; what was written must be known in all of them.
declare global {
  var headroomReadRouting: ReadRouting | undefined;
}

/** The routing of this process, made on first use. */
export function readRouting(): ReadRouting {
  globalThis.headroomReadRouting ??= createReadRouting(env().databaseReplicaUrls);
  return globalThis.headroomReadRouting;
}

/** Tells open pages that something new can be queried, once their questions are sure to see it. */
export async function announceLive(event: LiveEvent): Promise<void> {
  await readRouting().noteChange();
  publishLive(event);
}
