import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { z } from "zod";
import { copyIn } from "@/lib/store/copy.ts";
import { CopyEncoder } from "@/lib/store/copy-binary.ts";
import { Random } from "../random.ts";
import type { Sent } from "./messages.ts";
import type { Sender } from "./sender.ts";
import { SpanBodies } from "./span-bodies.ts";

const RECEIVER = fileURLToPath(new URL("./receive-process.ts", import.meta.url));
const COPY_ROWS = 4_096;
const COPY_CONNECTIONS = 2;

/** The most that this machine does with the sender's bodies when nothing is done with them but gunzip. */
export async function measureReceive(
  sender: Sender,
  times: { connections: number; warmSeconds: number; seconds: number },
): Promise<Sent> {
  const child = fork(RECEIVER, { execArgv: ["--import", "tsx"] });
  try {
    const [message] = await once(child, "message");
    const { port } = z.object({ port: z.number() }).parse(message);
    return await sender.run({ port, ...times });
  } finally {
    child.disconnect();
  }
}

export type CopyCeiling = { spanRowsPerSecond: number; deltaRowsPerSecond: number };

/** Rows that binary COPY appends to tables without an index, each transaction durable. */
export async function measureCopy(databaseUrl: string, seconds: number): Promise<CopyCeiling> {
  const connections = Array.from({ length: COPY_CONNECTIONS }, () => new pg.Client(databaseUrl));
  await Promise.all(connections.map((client) => client.connect()));
  try {
    return {
      spanRowsPerSecond: await copyRate(connections, { like: "spans", seconds }, spanRow()),
      deltaRowsPerSecond: await copyRate(
        connections,
        { like: "request_deltas", seconds },
        deltaRow,
      ),
    };
  } finally {
    await Promise.all(connections.map((client) => client.end()));
  }
}

async function copyRate(
  connections: pg.Client[],
  table: { like: string; seconds: number },
  addRow: (rows: CopyEncoder, random: Random) => void,
): Promise<number> {
  const name = `bench_${table.like}`;
  await connections[0]?.query(`CREATE TABLE ${name} (LIKE ${table.like})`);
  const random = new Random(11);
  const encoder = new CopyEncoder(4 * 1024 * 1024);
  for (let n = 0; n < COPY_ROWS; n++) addRow(encoder, random);
  const bytes = encoder.finish();
  const began = performance.now();
  const end = began + table.seconds * 1000;
  const copies = await Promise.all(
    connections.map(async (client) => {
      let done = 0;
      for (; performance.now() < end; done++) {
        await copyIn(client, `COPY ${name} FROM STDIN (FORMAT binary)`, bytes);
      }
      return done;
    }),
  );
  const took = (performance.now() - began) / 1000;
  await connections[0]?.query(`DROP TABLE ${name}`);
  return (copies.reduce((sum, done) => sum + done, 0) * COPY_ROWS) / took;
}

/** Rows as wide as kept spans of the load are. */
function spanRow(): (rows: CopyEncoder, random: Random) => void {
  const payload = new SpanBodies(1).next(1, 1_700_000_000_000).bytes.subarray(-300);
  return (rows, random) => {
    rows.row(16);
    rows.uuid(randomBytes(random, 16));
    rows.bytes(randomBytes(random, 8));
    rows.bigint(1_700_000_000_000_000_000n);
    rows.bytes(randomBytes(random, 8));
    rows.bigint(40_000_000n);
    rows.bigint(1n);
    rows.bigint(1n);
    rows.int16(2);
    rows.bool(true);
    rows.bool(false);
    rows.text("GET /api/orders/{id}");
    rows.text("/api/orders/{id}");
    rows.text("GET");
    rows.text("200");
    rows.bytes(payload);
    rows.bigint(-1n);
  };
}

/** A series' share of a group commit: some tens of requests. */
function deltaRow(rows: CopyEncoder, random: Random): void {
  rows.row(9);
  rows.int16(0);
  rows.bytes(randomBytes(random, 8));
  rows.bigint(1_700_000_000n);
  rows.double(40);
  rows.double(0);
  rows.double(1.6);
  rows.double(0.4);
  rows.bytes(randomBytes(random, 60));
  rows.uuid(randomBytes(random, 16));
}

function randomBytes(random: Random, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at + 4 <= length; at += 4) bytes.writeUInt32BE(random.bits(), at);
  return bytes;
}
