import { createServer, type IncomingMessage, type Server } from "node:http";
import { z } from "zod";
import type { FaultEngine } from "./fault-engine.ts";
import { FAULT_KINDS } from "./fault-schedule.ts";

type Control = { faults: FaultEngine; describe: () => object; port: number };

const target = z.object({
  kind: z.enum(FAULT_KINDS),
  seconds: z.coerce.number().positive().max(3_600).default(60),
});

type Answer = { status: number; body: object };

/** Serves the demo's state and lets a person or a test start a fault; on loopback, and not for web pages. */
export async function startControl({ port, ...parts }: Control): Promise<Server> {
  const server = createServer((request, response) => {
    const { status, body } = answer(request, parts);
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return server;
}

function answer(
  request: IncomingMessage,
  { faults, describe }: Pick<Control, "faults" | "describe">,
): Answer {
  if (request.headers.origin !== undefined) return failure(403, "not from a web page");
  const url = new URL(request.url ?? "/", "http://demo");
  if (request.method === "GET" && url.pathname === "/") return { status: 200, body: describe() };
  const named = /^\/faults\/([a-z-]+)$/.exec(url.pathname)?.[1];
  if (named === undefined) return failure(404, "no such path");
  const parsed = target.safeParse({
    kind: named,
    seconds: url.searchParams.get("seconds") ?? undefined,
  });
  if (!parsed.success) return failure(400, z.prettifyError(parsed.error));
  const { kind, seconds } = parsed.data;
  if (request.method === "POST") {
    const endMs = faults.trigger(kind, seconds);
    return { status: 202, body: { kind, until: new Date(endMs).toISOString() } };
  }
  if (request.method !== "DELETE") return failure(405, "POST starts a fault, DELETE ends it");
  faults.clear(kind);
  return { status: 200, body: { kind } };
}

function failure(status: number, error: string): Answer {
  return { status, body: { error } };
}
