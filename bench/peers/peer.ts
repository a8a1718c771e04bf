import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { freePort } from "@/lib/platform/ports.ts";
import type { PeerName } from "./packages.ts";
import { type Answer, answerKey, type PeerQuestion, promqlParams } from "./questions.ts";

const START_MS = 60_000;
const STOP_MS = 30_000;

/** A peer that the bench started on loopback, with a directory of its own. */
export class Peer {
  private constructor(
    readonly name: PeerName,
    private readonly child: ChildProcess,
    private readonly url: string,
    private readonly directory: string,
  ) {}

  /** Starts one that keeps a month, and waits until it answers. */
  static async start(name: PeerName, program: string, place: string): Promise<Peer> {
    const directory = join(place, name);
    await mkdir(directory, { recursive: true });
    await writeFile(join(directory, "empty.yml"), "");
    const address = `127.0.0.1:${await freePort()}`;
    const child = spawn(program, argumentsOf(name, address, directory), {
      cwd: directory,
      stdio: "ignore",
    });
    const peer = new Peer(name, child, `http://${address}`, directory);
    try {
      await peer.ready();
      return peer;
    } catch (error) {
      await peer.stop();
      throw error;
    }
  }

  get writeUrl(): string {
    return this.name === "prometheus" ? `${this.url}/api/v1/write` : `${this.url}/api/v1/write`;
  }

  /** Writes what is in memory to disk, and merges; answers the bytes that the data then takes. */
  async settle(): Promise<number> {
    if (this.name === "prometheus") return this.snapshotBytes();
    await this.get("/internal/force_flush");
    await this.get("/internal/force_merge");
    let before = -1;
    for (;;) {
      await sleep(3_000);
      const bytes = bytesIn(join(this.directory, "data"));
      if (bytes === before) return bytes;
      before = bytes;
    }
  }

  /** The text of the answer to a question. */
  ask(question: PeerQuestion): Promise<string> {
    const nocache = this.name === "prometheus" ? {} : { nocache: "1" };
    const params = new URLSearchParams({ ...promqlParams(question), ...nocache });
    return this.get(`/api/v1/query_range?${params}`);
  }

  /** Ends it, at once if it does not by itself. */
  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, "exit");
    this.child.kill("SIGTERM");
    const late = setTimeout(() => this.child.kill("SIGKILL"), STOP_MS);
    await ended;
    clearTimeout(late);
  }

  /** Prometheus keeps the last hours in memory and a log: a snapshot has all of it as blocks. */
  private async snapshotBytes(): Promise<number> {
    await this.get("/api/v1/admin/tsdb/snapshot", "POST");
    return bytesIn(join(this.directory, "data", "snapshots"));
  }

  private async get(path: string, method = "GET"): Promise<string> {
    const response = await fetch(`${this.url}${path}`, { method });
    const text = await response.text();
    if (!response.ok) throw new Error(`${this.name} ${path}: ${response.status} ${text}`);
    return text;
  }

  private async ready(): Promise<void> {
    const path = this.name === "prometheus" ? "/-/ready" : "/health";
    const deadline = Date.now() + START_MS;
    while (Date.now() < deadline && this.child.exitCode === null) {
      if (await this.get(path).catch(() => null)) return;
      await sleep(200);
    }
    throw new Error(`${this.name} did not become ready`);
  }
}

function argumentsOf(name: PeerName, address: string, directory: string): string[] {
  if (name === "prometheus") {
    return [
      `--config.file=${join(directory, "empty.yml")}`,
      `--storage.tsdb.path=${join(directory, "data")}`,
      "--storage.tsdb.retention.time=31d",
      `--web.listen-address=${address}`,
      "--web.enable-remote-write-receiver",
      "--web.enable-admin-api",
    ];
  }
  return [
    `-storageDataPath=${join(directory, "data")}`,
    "-retentionPeriod=2",
    `-httpListenAddr=${address}`,
    "-search.disableCache",
  ];
}

/** Bytes of the files under a directory, as they are long and not as a file system rounds them. */
function bytesIn(directory: string): number {
  const text = execFileSync("du", ["-sb", directory], { encoding: "utf8" });
  return Number(text.split("\t")[0]);
}

const matrix = z.object({
  data: z.object({
    result: z.array(
      z.object({
        metric: z.object({ service: z.string() }),
        values: z.array(z.tuple([z.number(), z.string()])),
      }),
    ),
  }),
});

/** The answer of a peer: a point stands at the end of its step. */
export function readMatrix(text: string, { step }: PeerQuestion): Answer {
  const answer: Answer = new Map();
  for (const { metric, values } of matrix.parse(JSON.parse(text)).data.result) {
    for (const [at, seconds] of values) {
      answer.set(answerKey(metric.service, at - step), Number(seconds) * 1000);
    }
  }
  return answer;
}
