import pg from "pg";
import { selfFigures } from "./self-figures.ts";

type Connected = (
  error: Error | undefined,
  client: pg.PoolClient | undefined,
  done: (release?: unknown) => void,
) => void;

/** A pool that tells how long its connections were waited for and used, and how often that took too long. */
export class MeasuredPool extends pg.Pool {
  private readonly lentMs = new WeakMap<pg.PoolClient, number>();

  constructor(
    readonly name: string,
    options: pg.PoolConfig,
  ) {
    super(options);
    this.on("acquire", (client) => this.lentMs.set(client, performance.now()));
    this.on("release", (_error, client) => {
      const sinceMs = this.lentMs.get(client);
      if (sinceMs !== undefined) this.tell("pool use", performance.now() - sinceMs);
    });
  }

  override connect(): Promise<pg.PoolClient>;
  override connect(connected: Connected): void;
  override connect(connected?: Connected): Promise<pg.PoolClient> | undefined {
    const askedMs = performance.now();
    if (!connected) {
      return super.connect().then(
        (client) => {
          this.waited(askedMs);
          return client;
        },
        (error) => {
          this.waited(askedMs, error);
          throw error;
        },
      );
    }
    super.connect((error, client, done) => {
      this.waited(askedMs, error);
      connected(error, client, done);
    });
    return undefined;
  }

  private waited(askedMs: number, error?: unknown): void {
    if (error === undefined || error === null) this.tell("pool wait", performance.now() - askedMs);
    else if (/timeout exceeded/.test(String(error))) selfFigures().onPoolTimeout(this.name);
  }

  private tell(what: "pool wait" | "pool use", ms: number): void {
    selfFigures().onDuration(what, ms, { "db.client.connection.pool.name": this.name });
  }
}
