import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { freePort } from "@/lib/platform/ports.ts";

const START_MS = 600_000;
const STOP_MS = 30_000;
const ROOT = fileURLToPath(new URL("..", import.meta.url));
const ADMIN_KEY = "bench-admin-key-0123456789";
/** As `npm start` has it. */
const YOUNG = ["--max-semi-space-size=64"];
const OURS = /^(HEADROOM_|DATABASE_|OTLP_|REDIS_|PORT$|HOST$)/;

/** Those that run now: a signal that ends the bench ends them too. */
const running = new Set<Headroom>();

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, async () => {
    await Promise.all([...running].map((headroom) => headroom.stop()));
    process.exit(1);
  });
}

type StartOptions = { traceBudget?: string; acceptPast?: string; profile?: string | null };

/** A Headroom that the bench started by `npm start`'s own script, with a data directory and ports of its own. */
export class Headroom {
  private constructor(
    private readonly child: ChildProcess,
    readonly port: number,
    readonly otlpPort: number,
    private readonly place: string,
  ) {}

  /**
   * Starts one and waits until it can take traffic. `traceBudget` and `acceptPast` as in the settings of
   * these names; `profile`: a directory
   * for a CPU profile of each of its threads, written when it stops.
   */
  static async start({
    traceBudget = "200",
    acceptPast = "24h",
    profile = null,
  }: StartOptions): Promise<Headroom> {
    const place = await mkdtemp(join(tmpdir(), "headroom-bench-"));
    await chmod(place, 0o711);
    const [port, otlpPort] = [await freePort(), await freePort()];
    const environment = {
      ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !OURS.test(name))),
      NODE_ENV: "production" as const,
      PORT: String(port),
      OTLP_HTTP_PORT: String(otlpPort),
      OTLP_GRPC_PORT: "0",
      HEADROOM_DATA_DIR: join(place, "data"),
      HEADROOM_ADMIN_KEY: ADMIN_KEY,
      HEADROOM_TRACE_BUDGET: traceBudget,
      HEADROOM_ACCEPT_PAST: acceptPast,
      // What is measured is how fast a question is answered, not how fast an answer is repeated.
      HEADROOM_ANSWER_CACHE: "off",
    };
    const profiling = profile === null ? [] : ["--cpu-prof", `--cpu-prof-dir=${resolve(profile)}`];
    const child = spawn(process.execPath, [...YOUNG, ...profiling, "scripts/start.mjs"], {
      cwd: ROOT,
      env: environment,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const headroom = new Headroom(child, port, otlpPort, place);
    running.add(headroom);
    await headroom.ready();
    return headroom;
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** The Authorization header of its administrator. */
  get authorization(): string {
    return `Bearer ${ADMIN_KEY}`;
  }

  get dataDir(): string {
    return join(this.place, "data");
  }

  /** The process of its embedded Postgres. */
  async postgresPid(): Promise<number> {
    const file = await readFile(join(this.dataDir, "postgres", "postmaster.pid"), "utf8");
    return Number(file.split("\n")[0]);
  }

  /** The JSON of an API path. Throws on any status but 200. */
  async get(path: string): Promise<unknown> {
    return JSON.parse(await this.getText(path));
  }

  /** The answer of an API path. Throws on any status but 200. */
  async getText(path: string): Promise<string> {
    const url = `http://127.0.0.1:${this.port}${path}`;
    const response = await fetch(url, { headers: { authorization: this.authorization } });
    const text = await response.text();
    if (response.status !== 200) throw new Error(`GET ${path}: ${response.status} ${text}`);
    return text;
  }

  /** Ends it and removes its data. */
  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const ended = once(this.child, "exit");
      this.child.kill("SIGTERM");
      const late = setTimeout(() => this.child.kill("SIGKILL"), STOP_MS);
      await ended;
      clearTimeout(late);
    }
    running.delete(this);
    await rm(this.place, { recursive: true, force: true });
  }

  private async ready(): Promise<void> {
    const output = this.child.stdout;
    if (!output) throw new Error("the server's output is not piped");
    const lines = createInterface({ input: output });
    const isReady = new Promise<void>((isStarted) => {
      lines.on("line", (line) => {
        if (line.startsWith("ready ")) isStarted();
      });
    });
    const ended = once(this.child, "exit").then(() => {
      throw new Error("Headroom ended while it started");
    });
    const late = new AbortController();
    const tooLate = sleep(START_MS, undefined, { signal: late.signal }).then(
      () => Promise.reject(new Error("Headroom did not become ready")),
      () => undefined,
    );
    try {
      await Promise.race([isReady, ended, tooLate]);
    } catch (error) {
      await this.stop();
      throw error;
    } finally {
      late.abort();
      ended.catch(() => undefined);
    }
  }
}
