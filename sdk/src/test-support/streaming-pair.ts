import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFile, chmod, chown, cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import {
  addressOf,
  type Cluster,
  childOptions,
  ensureCluster,
} from "@/lib/platform/postgres-cluster.ts";
import { type PostgresPlace, preparePostgresPlace } from "@/lib/platform/postgres-place.ts";

/** A primary and a replica that streams from it. */
export type StreamingPair = {
  primaryUrl: string;
  replicaUrl: string;
  endReplica: () => Promise<void>;
  stop: () => Promise<void>;
};

/** Starts both on free ports; the replica is a copy of the primary's directory, taken as a backup. */
export async function startStreamingPair(): Promise<StreamingPair> {
  const parent = await mkdtemp(join(tmpdir(), "headroom-pair-"));
  await chmod(parent, 0o711);
  const place = await preparePostgresPlace(join(parent, "data"));
  const cluster = await ensureCluster(place);
  const [primaryPort, replicaPort] = [await freePort(), await freePort()];
  await appendFile(
    join(cluster.dir, "pg_hba.conf"),
    "host replication all 127.0.0.1/32 scram-sha-256\n",
  );
  const primary = await startPostgres({ cluster, dir: cluster.dir, port: primaryPort });
  const copy = `${cluster.dir}-replica`;
  await backUp(cluster, { port: primaryPort, copy });
  const replica = await startPostgres({ cluster, dir: copy, port: replicaPort });
  return {
    primaryUrl: addressOf(cluster, primaryPort, "postgres"),
    replicaUrl: addressOf(cluster, replicaPort, "postgres"),
    endReplica: () => end(replica),
    stop: async () => {
      await end(replica);
      await end(primary);
      await rm(parent, { recursive: true, force: true });
      if (place.root !== join(parent, "data")) {
        await rm(place.root, { recursive: true, force: true });
      }
    },
  };
}

/** A copy that follows: backup, `standby.signal`, and whom to follow. */
async function backUp(cluster: Cluster, { port, copy }: { port: number; copy: string }) {
  const client = new pg.Client({ connectionString: addressOf(cluster, port, "postgres") });
  await client.connect();
  try {
    await client.query("SELECT pg_backup_start('replica', true)");
    await cp(cluster.dir, copy, {
      recursive: true,
      filter: (source) => !source.endsWith("postmaster.pid"),
    });
    const { rows } = await client.query<{ labelfile: string }>(
      "SELECT * FROM pg_backup_stop(false)",
    );
    await writeFile(join(copy, "backup_label"), rows[0]?.labelfile ?? "");
  } finally {
    await client.end();
  }
  await writeFile(join(copy, "standby.signal"), "");
  const { hostname, username, password } = new URL(addressOf(cluster, port));
  const follow = `host=${hostname} port=${port} user=${username} password=${password}`;
  await appendFile(join(copy, "postgresql.auto.conf"), `primary_conninfo = '${follow}'\n`);
  await chmod(copy, 0o700);
  await own(cluster.place, copy);
}

async function own({ runAs }: PostgresPlace, dir: string): Promise<void> {
  if (!runAs) return;
  execFileSync("chown", ["-R", `${runAs.uid}:${runAs.gid}`, dir]);
  await chown(dir, runAs.uid, runAs.gid);
}

type Start = { cluster: Cluster; dir: string; port: number };

async function startPostgres({ cluster, dir, port }: Start): Promise<ChildProcess> {
  const flags = [
    `port=${port}`,
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "fsync=off",
  ];
  const child = spawn(
    join(cluster.place.bin, "postgres"),
    ["-D", dir, ...flags.flatMap((flag) => ["-c", flag])],
    { ...childOptions(cluster.place), stdio: "ignore" },
  );
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline && child.exitCode === null) {
    const client = new pg.Client({ connectionString: addressOf(cluster, port, "postgres") });
    try {
      await client.connect();
      await client.end();
      return child;
    } catch {
      await sleep(50);
    }
  }
  throw new Error(`Postgres on ${dir} did not start`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGINT");
  await exited;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
