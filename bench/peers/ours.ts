import pg from "pg";
import { z } from "zod";
import type { RequestSeries } from "@/lib/aggregate/request-series.ts";
import { dropPackedPartitions, packPart, planPacking } from "@/lib/jobs/pack.ts";
import { closePools, createPool } from "@/lib/platform/db.ts";
import { findEmbeddedPostgres } from "@/lib/platform/embedded-postgres.ts";
import { forgetPartitions } from "@/lib/store/partitions.ts";
import { registerRequestSeries } from "@/lib/store/request-series.ts";
import { Headroom } from "../headroom.ts";
import { type Answer, answerKey, apiParams, type PeerQuestion } from "./questions.ts";
import { TierSeeder } from "./seed-tiers.ts";

/** Nothing is packed behind the bench's back: it packs by itself, all at once. */
const ACCEPT_PAST = "31d";

export type OurDisk = {
  /** Of the one-minute rows of series before and after packing. */
  plainBytes: number;
  packedBytes: number;
  /** Of all tiers and dictionaries, with the packed minutes. */
  allBytes: number;
  packSeconds: number;
};

/** The Headroom that is compared, with its seeded history. */
export class Ours {
  private constructor(
    private readonly headroom: Headroom,
    private readonly url: string,
    private readonly client: pg.Client,
    readonly seeder: TierSeeder,
  ) {}

  static async start(series: readonly RequestSeries[], end: number): Promise<Ours> {
    const headroom = await Headroom.start({ acceptPast: ACCEPT_PAST });
    try {
      const url = await findEmbeddedPostgres(headroom.dataDir);
      if (url === null) throw new Error("the embedded Postgres cannot be found");
      forgetPartitions();
      const client = new pg.Client(url);
      await client.connect();
      await registerRequestSeries(client, series, end * 1000);
      return new Ours(headroom, url, client, new TierSeeder(client, series));
    } catch (error) {
      await headroom.stop();
      throw error;
    }
  }

  /** Packs every whole hour before `end` (Unix seconds), as the job does by itself later. */
  async settle(end: number): Promise<OurDisk> {
    const plainBytes = await this.bytesOf(["request_1m"]);
    const began = performance.now();
    const pool = createPool(this.url, { name: "bench", max: 2, statementTimeoutMs: 60_000 });
    for (;;) {
      const plan = await planPacking(this.client, end);
      if (plan === null) break;
      for (const part of plan.parts) await packPart(this.client, pool, part);
    }
    await dropPackedPartitions(pool, end);
    await pool.end();
    const packSeconds = (performance.now() - began) / 1000;
    await this.client.query("VACUUM FULL request_1m_packed, service_1m_packed");
    await this.client.query("VACUUM ANALYZE");
    return {
      plainBytes,
      packedBytes: await this.bytesOf(["request_1m_packed"]),
      allBytes: await this.bytesOf([
        "request_1m_packed",
        "service_1m_packed",
        "request_1m",
        "service_1m",
        "request_5m",
        "service_5m",
        "request_1h",
        "service_1h",
        "request_series",
      ]),
      packSeconds,
    };
  }

  /** The text of the answer to a question. */
  async ask(question: PeerQuestion): Promise<string> {
    const path = `/api/v1/requests?${new URLSearchParams(apiParams(question))}`;
    return JSON.stringify(await this.headroom.get(path));
  }

  async stop(): Promise<void> {
    await this.client.end();
    await closePools();
    await this.headroom.stop();
  }

  /** With indexes and partitions. */
  private async bytesOf(tables: readonly string[]): Promise<number> {
    const { rows } = await this.client.query<{ bytes: string }>(
      `SELECT sum(pg_total_relation_size(tree.relid)) AS bytes
       FROM unnest($1::text[]) AS given (name)
       CROSS JOIN LATERAL pg_partition_tree(given.name::regclass) AS tree`,
      [tables],
    );
    const { rows: plain } = await this.client.query<{ bytes: string }>(
      `SELECT coalesce(sum(pg_total_relation_size(given.name::regclass)), 0) AS bytes
       FROM unnest($1::text[]) AS given (name)
       JOIN pg_class ON pg_class.oid = given.name::regclass AND relkind = 'r'`,
      [tables],
    );
    return Number(rows[0]?.bytes ?? 0) + Number(plain[0]?.bytes ?? 0);
  }
}

const answer = z.object({
  groups: z.array(
    z.object({
      key: z.object({ service: z.string() }),
      points: z.array(z.object({ at: z.string(), p95Ms: z.number().nullable() })),
    }),
  ),
});

/** Our answer: a point stands at the beginning of its step. */
export function readGroups(text: string): Answer {
  const found: Answer = new Map();
  for (const { key, points } of answer.parse(JSON.parse(text)).groups) {
    for (const { at, p95Ms } of points) {
      if (p95Ms !== null) found.set(answerKey(key.service, Date.parse(at) / 1000), p95Ms);
    }
  }
  return found;
}
