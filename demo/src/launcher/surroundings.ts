import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GATEWAYS } from "../gateways.ts";
import { prepareDatabase } from "./database.ts";
import { freePort } from "./guarded-program.ts";
import { type Nginx, startNginx, type Upstream } from "./nginx.ts";
import { startPostgresPair } from "./postgres-pair.ts";
import { startRedis } from "./redis.ts";
import type { Settings } from "./settings.ts";

/** What the shop's services stand on; each is left out where it is not installed. */
export type Surroundings = {
  databaseUrl: string;
  /** Undefined: the database is the user's, and nothing is known of replicas. */
  replicaUrl: string | undefined;
  redisUrl: string | undefined;
  nginx: Nginx | undefined;
  gateways: readonly Upstream[];
  /** Resolves when all of it is gone, with what it wrote. */
  stop: () => Promise<void>;
};

/** Starts the databases, Redis and nginx, as far as they are installed, and says what is missing. */
export async function startSurroundings(
  settings: Settings,
  log: (line: string) => void,
): Promise<Surroundings> {
  const dir = makeHome(settings);
  const pair = await startDatabases(settings, dir);
  const { databaseUrl, replicaUrl } = pair;
  await prepareDatabase(databaseUrl);
  if (replicaUrl === undefined) log("the database is a given one: all reads go to it");
  const redis = settings.redisUrl === undefined ? await startRedis() : undefined;
  const redisUrl = settings.redisUrl ?? redis?.url;
  if (redisUrl === undefined) {
    log("no redis-server found and no REDIS_URL: users are not cached");
  }
  const gateways: Upstream[] = [];
  for (const gateway of GATEWAYS) gateways.push({ ...gateway, port: await freePort() });
  const nginx = await startNginx({ dir, runAs: settings.runAs, upstreams: gateways });
  if (!nginx) log("no nginx found: the load itself goes round the gateways, by their weights");
  return {
    databaseUrl,
    replicaUrl,
    redisUrl,
    nginx,
    gateways,
    stop: async () => {
      await Promise.all([nginx?.stop(), redis?.stop(), pair.stop()]);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

type Databases = {
  databaseUrl: string;
  replicaUrl: string | undefined;
  stop: () => Promise<void>;
};

async function startDatabases({ database, runAs }: Settings, dir: string): Promise<Databases> {
  if (database.kind === "given") {
    return { databaseUrl: database.url, replicaUrl: undefined, stop: async () => {} };
  }
  const pair = await startPostgresPair({ bin: database.bin, dir, runAs });
  return { databaseUrl: pair.primaryUrl, replicaUrl: pair.replicaUrl, stop: pair.stop };
}

/** An empty directory of this run. */
function makeHome({ dataDir, runAs }: Settings): string {
  if (dataDir === undefined) {
    const dir = mkdtempSync(join(tmpdir(), "shop-demo-"));
    open(dir, runAs);
    return dir;
  }
  const dir = join(dataDir, "run");
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  open(dir, runAs);
  return dir;
}

/** For the user who runs the programs that refuse root. */
function open(dir: string, runAs: Settings["runAs"]): void {
  chmodSync(dir, 0o700);
  if (runAs) chownSync(dir, runAs.uid, runAs.gid);
}
