import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { Redis } from "ioredis";

const PROGRAM = ["/usr/bin/redis-server", "/usr/local/bin/redis-server"].find(existsSync);

/** Whether tests that need Redis can run here. */
export const HAS_REDIS = PROGRAM !== undefined;

/** A Redis of its own that a test may stop and start again on the same port. */
export class TestRedis {
  readonly #port: number;
  readonly #connections: Redis[] = [];
  #server: ChildProcess | null = null;

  private constructor(port: number) {
    this.#port = port;
  }

  static async start(): Promise<TestRedis> {
    const redis = new TestRedis(await freePort());
    await redis.resume();
    return redis;
  }

  /** A connection that ends with this Redis. */
  connect(): Redis {
    const connection = new Redis({ host: "127.0.0.1", port: this.#port, retryStrategy: () => 50 });
    connection.on("error", () => {});
    this.#connections.push(connection);
    return connection;
  }

  async resume(): Promise<void> {
    const options = ["--port", String(this.#port), "--bind", "127.0.0.1", "--save", ""];
    this.#server = spawn(PROGRAM ?? "", options, { stdio: "ignore" });
    const probe = new Redis({ host: "127.0.0.1", port: this.#port, retryStrategy: () => 20 });
    probe.on("error", () => {});
    await probe.ping();
    probe.disconnect();
  }

  /** Ends the server; what it held is gone. */
  async pause(): Promise<void> {
    if (!this.#server) return;
    const exited = once(this.#server, "exit");
    this.#server.kill("SIGKILL");
    await exited;
    this.#server = null;
  }

  async stop(): Promise<void> {
    for (const connection of this.#connections) connection.disconnect();
    await this.pause();
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
