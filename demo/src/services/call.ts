import { Agent, request } from "node:http";
import type { ServiceName } from "../messages.ts";
import { nextPeer } from "./conditions.ts";

export type Reply = { status: number; body: unknown };

type Call = { service: ServiceName; method?: "GET" | "POST"; path: string; body?: unknown };

const TIMEOUT_MS = 15_000;
const agent = new Agent({ keepAlive: true, maxSockets: 50 });

/**
 * Calls an instance of another service; a read whose connection breaks is asked once more, of the next instance.
 * Rejects when none is ready, on a connection that breaks again and after 15 s.
 */
export async function call(asked: Call): Promise<Reply> {
  try {
    return await callOnce(asked);
  } catch (error) {
    if ((asked.method ?? "GET") !== "GET" || !isBroken(error)) throw error;
    return callOnce(asked);
  }
}

const isBroken = (error: unknown): boolean =>
  error instanceof Error &&
  "code" in error &&
  (error.code === "ECONNREFUSED" || error.code === "ECONNRESET");

function callOnce({ service, method = "GET", path, body }: Call): Promise<Reply> {
  const base = nextPeer(service);
  if (base === undefined) return Promise.reject(new Error(`no instance of ${service} is ready`));
  return new Promise((resolve, reject) => {
    const outgoing = request(
      new URL(path, base),
      { method, agent, timeout: TIMEOUT_MS, headers: { "content-type": "application/json" } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          resolve({ status: response.statusCode ?? 0, body: parseJson(Buffer.concat(chunks)) });
        });
      },
    );
    outgoing.on("timeout", () => outgoing.destroy(new Error(`${service} did not answer in time`)));
    outgoing.on("error", reject);
    outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

function parseJson(bytes: Buffer): unknown {
  return bytes.length === 0 ? null : JSON.parse(bytes.toString("utf8"));
}
