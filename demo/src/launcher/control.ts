import { createServer, type IncomingMessage, type Server } from "node:http";
import { z } from "zod";
import { INCIDENT_NAMES } from "../incident-names.mjs";
import type { IncidentEngine } from "./incident-engine.ts";
import type { IncidentName } from "./incident-schedule.ts";

type Control = {
  incidents: IncidentEngine;
  /** Why this shop cannot show an incident; undefined: it can. */
  missingFor: (name: IncidentName) => string | undefined;
  describe: () => object;
  port: number;
};

const target = z.object({
  name: z.enum(INCIDENT_NAMES),
  seconds: z.coerce.number().positive().max(3_600).default(60),
});

type Answer = { status: number; body: object };

/** Serves the demo's state and lets a person or a test start an incident; on loopback, and not for web pages. */
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
  { incidents, describe, missingFor }: Omit<Control, "port">,
): Answer {
  if (request.headers.origin !== undefined) return failure(403, "not from a web page");
  const url = new URL(request.url ?? "/", "http://demo");
  if (request.method === "GET" && url.pathname === "/") return { status: 200, body: describe() };
  const named = /^\/incidents\/([a-z-]+)$/.exec(url.pathname)?.[1];
  if (named === undefined) return failure(404, "no such path");
  const parsed = target.safeParse({
    name: named,
    seconds: url.searchParams.get("seconds") ?? undefined,
  });
  if (!parsed.success) return failure(400, z.prettifyError(parsed.error));
  const { name, seconds } = parsed.data;
  if (request.method === "POST") {
    const missing = missingFor(name);
    if (missing !== undefined) return failure(409, missing);
    const endMs = incidents.trigger(name, seconds);
    return { status: 202, body: { name, until: new Date(endMs).toISOString() } };
  }
  if (request.method !== "DELETE") return failure(405, "POST starts an incident, DELETE ends it");
  incidents.clear(name);
  return { status: 200, body: { name } };
}

function failure(status: number, error: string): Answer {
  return { status, body: { error } };
}
