import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import next from "next";
import { lockDataDir } from "@/lib/platform/data-dir.ts";
import { closePools, writePool } from "@/lib/platform/db.ts";
import { startEmbeddedPostgres } from "@/lib/platform/embedded-postgres.ts";
import { type Env, env } from "@/lib/platform/env.ts";
import { log } from "@/lib/platform/log.ts";
import { isPortFree } from "@/lib/platform/ports.ts";
import { guardPostgres } from "@/lib/platform/postgres-guard.ts";
import { preparePostgresPlace } from "@/lib/platform/postgres-place.ts";
import { onShutdown, shutDown } from "@/lib/platform/shutdown.ts";
import { migrate } from "@/lib/store/migrate.ts";
import { findFirstBucket } from "@/lib/store/request-series.ts";
import { noteRemote } from "@/lib/web/http-remote.ts";
import { createLoginLink } from "@/lib/web/login-link.ts";

/** Behind a load balancer the server must keep a connection longer than the balancer does (often 60 s). */
const KEEP_ALIVE_MS = 65_000;
const WEB_GRACE_MS = 5_000;
const PARTS_MS = 30_000;

// Set by lib/start-parts.ts, which runs in Next's bundle.
declare global {
  var headroomParts: Promise<void> | undefined;
}

export { onShutdown, shutDown };

/**
 * Checks what can be checked before anything is built or started: the environment, that no other process works on the
 * data directory (locked from here on), and the ports. Throws with a sentence for a person.
 */
export async function claim(): Promise<void> {
  const settings = env();
  onShutdown("lock", await lockDataDir(settings.dataDir));
  for (const { host, port, variable } of portsOf(settings)) {
    if (await isPortFree(host, port)) continue;
    throw new Error(
      `port ${port} (${variable}) is taken by another program: set ${variable} to a free one`,
    );
  }
}

function portsOf(settings: Env): { host: string; port: number; variable: string }[] {
  const { host, otlpHost, roles } = settings;
  const ports = [];
  if (roles.includes("web")) ports.push({ host, port: settings.port, variable: "PORT" });
  if (roles.includes("ingest")) {
    ports.push({ host: otlpHost, port: settings.otlpHttpPort, variable: "OTLP_HTTP_PORT" });
    ports.push({ host: otlpHost, port: settings.otlpGrpcPort, variable: "OTLP_GRPC_PORT" });
  }
  return ports.filter(({ port }) => port !== 0);
}

/**
 * Starts the database, the receivers, the jobs and the web server, as far as the roles ask for them, and says when they
 * can take traffic. Call `claim` before.
 */
export async function serve(options: { dev: boolean; root: string }): Promise<void> {
  const settings = env();
  const databaseUrl = await openDatabase(settings);
  const applied = await migrate(databaseUrl, join(options.root, "prisma", "migrations"));
  if (applied.length > 0) log.info("migrated the database", { migrations: applied.join(",") });
  if (settings.roles.includes("web")) await startWeb(settings, options);
  else await startWithoutWeb();
  console.log(readyLine(settings));
  if (settings.roles.includes("web")) console.log(`log in ${await createLoginLink()}`);
}

/** What the demo needs to push to this server, and to run a database of its own. Call it once `serve` is done. */
export async function demoEnvironment(): Promise<Record<string, string>> {
  const settings = env();
  const since = await findFirstBucket(writePool(), { environment: "demo", service: "gateway" });
  const headers = settings.adminKey && {
    OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer ${settings.adminKey}`,
  };
  const markers = settings.roles.includes("web") && settings.adminKey !== null;
  return {
    ...(await demoDatabase(settings)),
    ...(markers && {
      DEMO_MARKERS_URL: `http://127.0.0.1:${settings.port}/api/v1/markers`,
      DEMO_MARKERS_KEY: settings.adminKey ?? "",
      DEMO_COSTS_URL: `http://127.0.0.1:${settings.port}/api/v1/costs`,
      DEMO_COSTS_KEY: settings.adminKey ?? "",
    }),
    DEMO_BACKFILL_STATE: demoStateFile(),
    DEMO_KNOWN_SINCE: since === null ? "none" : String(since * 1000),
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${settings.otlpHttpPort}`,
    ...headers,
  };
}

/** The programs of the embedded Postgres and who may run them; where they are not installed, a database beside ours. */
async function demoDatabase({ dataDir }: Env): Promise<Record<string, string>> {
  try {
    const { root, bin, runAs } = await preparePostgresPlace(join(dataDir, "demo"));
    return {
      DEMO_POSTGRES_BIN: bin,
      DEMO_DATA_DIR: root,
      ...(runAs && { DEMO_RUN_AS: `${runAs.uid}:${runAs.gid}` }),
    };
  } catch (error) {
    log.warn("the demo shares this server's Postgres", { reason: String(error) });
    const database = new URL(process.env.DATABASE_URL ?? "");
    database.pathname = "/demo";
    return { DEMO_DATABASE_URL: database.href };
  }
}

/** Where the demo remembers how much history it has pushed. */
const demoStateFile = (): string => join(env().dataDir, "demo-backfill.json");

/** The address of the primary, from here on in `DATABASE_URL` for every part of this process. */
async function openDatabase(settings: Env): Promise<string> {
  onShutdown("pools", closePools);
  if (settings.databaseUrl !== null) return settings.databaseUrl;
  const postgres = await startEmbeddedPostgres(settings.dataDir);
  onShutdown("postgres", guardPostgres(postgres));
  process.env.DATABASE_URL = postgres.url;
  return postgres.url;
}

/** Next runs `register` of instrumentation.ts, which starts receivers and jobs, while it prepares. */
async function startWeb(settings: Env, options: { dev: boolean; root: string }): Promise<void> {
  const { host: hostname, port } = settings;
  const app = next({ dev: options.dev, dir: options.root, hostname, port });
  await app.prepare();
  const handle = app.getRequestHandler();
  const server = createServer((request, response) => {
    noteRemote(request);
    void handle(request, response);
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.listen(port, hostname);
  await once(server, "listening");
  onShutdown("web", async () => {
    await drain(server);
    await app.close();
  });
  await partsStarted();
}

/** Next calls `register` in its own time: traffic can come once what that starts has started. Rejects if it cannot. */
async function partsStarted(): Promise<void> {
  const deadline = Date.now() + PARTS_MS;
  while (globalThis.headroomParts === undefined) {
    if (Date.now() > deadline) throw new Error("receivers and jobs have not been started");
    await sleep(20);
  }
  await globalThis.headroomParts;
}

async function startWithoutWeb(): Promise<void> {
  process.env.NEXT_RUNTIME = "nodejs";
  const { register } = await import("@/instrumentation.ts");
  await register();
}

/** Lets the requests that run come to their end, for a while, then cuts what is left (live streams). */
async function drain(server: Server): Promise<void> {
  const closed = once(server, "close");
  server.close();
  const deadline = Date.now() + WEB_GRACE_MS;
  const idle = setInterval(() => {
    if (Date.now() < deadline) server.closeIdleConnections();
    else server.closeAllConnections();
  }, 50);
  await closed;
  clearInterval(idle);
}

function readyLine(settings: Env): string {
  const shownHost = settings.host.includes(":") ? `[${settings.host}]` : settings.host;
  const receiver = (port: number) =>
    settings.roles.includes("ingest") && port !== 0 ? port : "off";
  return [
    "ready",
    ...(settings.roles.includes("web") ? [`http://${shownHost}:${settings.port}`] : []),
    `otlp-http=${receiver(settings.otlpHttpPort)}`,
    `otlp-grpc=${receiver(settings.otlpGrpcPort)}`,
  ].join(" ");
}
