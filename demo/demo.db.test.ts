import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { Client } from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";

const attributes = z
  .array(z.object({ key: z.string(), value: z.record(z.string(), z.unknown()) }))
  .transform((list) => new Map(list.map(({ key, value }) => [key, Object.values(value)[0]])));
const resource = z.object({ attributes });
const traces = z.object({
  resourceSpans: z.array(
    z.object({
      resource,
      scopeSpans: z.array(
        z.object({
          spans: z.array(
            z.object({
              traceId: z.string(),
              spanId: z.string(),
              parentSpanId: z.string().optional(),
              kind: z.number(),
              name: z.string(),
              attributes,
            }),
          ),
        }),
      ),
    }),
  ),
});
const logs = z.object({
  resourceLogs: z.array(
    z.object({
      scopeLogs: z.array(
        z.object({
          logRecords: z.array(
            z.object({
              severityText: z.string(),
              traceId: z.string().optional(),
              body: z.object({ stringValue: z.string() }),
              attributes,
            }),
          ),
        }),
      ),
    }),
  ),
});
const state = z.object({
  instances: z.array(z.object({ instance: z.string(), version: z.string(), pid: z.number() })),
});

const SERVER = 2;
const CONSUMER = 5;

const database = `demo_${randomBytes(6).toString("hex")}`;
const adminUrl = process.env.HEADROOM_TEST_DATABASE_URL ?? "";
const spans: (z.infer<
  typeof traces
>["resourceSpans"][number]["scopeSpans"][number]["spans"][number] & {
  resource: z.infer<typeof attributes>;
})[] = [];
const logRecords: z.infer<typeof logs>["resourceLogs"][number]["scopeLogs"][number]["logRecords"] =
  [];
const metricBodies: string[] = [];
let receiver: Server;
let demo: ChildProcess;
let control = "";
let gateway = "";

/** Takes what the demo sends, as OTLP/JSON. */
function receive(signal: string | undefined, body: string): void {
  if (signal === "/v1/metrics") metricBodies.push(body);
  if (signal === "/v1/traces") {
    for (const { resource, scopeSpans } of traces.parse(JSON.parse(body)).resourceSpans) {
      for (const span of scopeSpans.flatMap((scope) => scope.spans)) {
        spans.push({ ...span, resource: resource.attributes });
      }
    }
  }
  if (signal === "/v1/logs") {
    const { resourceLogs } = logs.parse(JSON.parse(body));
    logRecords.push(
      ...resourceLogs.flatMap((each) => each.scopeLogs).flatMap((scope) => scope.logRecords),
    );
  }
}

const serverSpans = () => spans.filter(({ kind }) => kind === SERVER);
const valuesOf = (key: string) => new Set(serverSpans().map((span) => span.resource.get(key)));
const instances = async () => state.parse(await (await fetch(control)).json()).instances;
const incident = (kind: string, seconds: number) =>
  fetch(`${control}/incidents/${kind}?seconds=${seconds}`, { method: "POST" });
/** A span's name with what its trace's error logs say. */
const whatFailed = ({ name, traceId }: (typeof spans)[number]) => [
  name,
  ...logRecords
    .filter((record) => record.traceId === traceId && record.severityText === "ERROR")
    .map(({ body, attributes }) => `${body.stringValue}: ${attributes.get("exception.message")}`),
];
const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

beforeAll(async () => {
  receiver = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    receive(request.url, body);
    response.writeHead(200, { "content-type": "application/json" }).end("{}");
  });
  receiver.listen(0, "127.0.0.1");
  await once(receiver, "listening");
  const databaseUrl = new URL(adminUrl);
  databaseUrl.pathname = `/${database}`;
  demo = spawn(process.execPath, [fileURLToPath(new URL("run.mjs", import.meta.url))], {
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      ...process.env,
      DEMO_DATABASE_URL: databaseUrl.href,
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`,
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
      DEMO_ARRIVALS: "4",
    },
  });
  if (!demo.stdout) throw new Error("no output to read");
  for await (const line of createInterface({ input: demo.stdout })) {
    const found = /^demo ready gateway=(\S+) control=(\S+)$/.exec(line);
    if (!found) continue;
    [, gateway = "", control = ""] = found;
    break;
  }
  demo.stdout.resume();
}, 120_000);

afterAll(async () => {
  if (demo.exitCode === null && demo.signalCode === null) {
    demo.kill("SIGKILL");
    await once(demo, "exit");
  }
  receiver.close();
  receiver.closeAllConnections();
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  await client.query(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
  await client.end();
});

it("pushes the traces, logs and metrics of all its processes", async () => {
  await expect
    .poll(() => valuesOf("service.instance.id"), { timeout: 40_000 })
    .toEqual(
      new Set([
        "gateway-1",
        "gateway-2",
        "gateway-3",
        "orders-1",
        "orders-2",
        "users-1",
        "email-1",
        "payments-1",
      ]),
    );
  expect(valuesOf("deployment.environment.name")).toEqual(new Set(["demo"]));
  expect(serverSpans().every((span) => span.attributes.has("http.route"))).toBe(true);
  await expect
    .poll(() => spans.some(({ kind }) => kind === CONSUMER), { timeout: 20_000 })
    .toBe(true);
  await expect
    .poll(() => logRecords.some(({ traceId }) => traceId !== undefined), { timeout: 20_000 })
    .toBe(true);
  await expect
    .poll(() => metricBodies.some((body) => body.includes("http.server.request.duration")), {
      timeout: 20_000,
    })
    .toBe(true);
});

it("balances by nginx where it is installed, and tells the weights", async () => {
  const told = () => metricBodies.filter((body) => body.includes("nginx.upstream.weight"));
  await expect.poll(() => told().length, { timeout: 20_000 }).toBeGreaterThan(0);
  for (const instance of ["gateway-1", "gateway-2", "gateway-3"]) {
    expect(told()[0]).toContain(`"${instance}"`);
  }
  const answer = await fetch(`${gateway}/api/catalog/1`);
  expect(answer.status).toBe(200);
  if (answer.headers.get("server")?.startsWith("nginx")) {
    await expect
      .poll(() => metricBodies.some((body) => body.includes('"nginx.requests"')), {
        timeout: 20_000,
      })
      .toBe(true);
  }
});

it("tells of caches, breakers, limits, events, where queries went, and who asked", async () => {
  const names = [
    ...["cache.requests", "circuit_breaker.state", "ratelimiter.requests"],
    ...["messaging.client.sent.messages", "db.datasource", "validation.requests"],
  ];
  const missing = () =>
    names.filter((name) => !metricBodies.some((body) => body.includes(`"${name}"`)));
  await expect.poll(missing, { timeout: 40_000 }).toEqual([]);
  const gateways = serverSpans().filter(
    (span) => span.resource.get("service.name") === "gateway" && span.name !== "GET",
  );
  const users = gateways.map((span) => span.attributes.get("enduser.id"));
  expect(users.filter((user) => /^user-\d+$/.test(String(user))).length).toBeGreaterThan(0);
  // The test's own request names nobody.
  expect(users.filter((user) => user === undefined).length).toBeLessThanOrEqual(1);
});

it("leaves an incident out that this database cannot show, and knows no other names", async () => {
  expect((await incident("replica-lag", 60)).status).toBe(409);
  expect((await incident("bad-luck", 60)).status).toBe(400);
});

it("follows a request through gateway, service and database in one trace", async () => {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const query = spans.find((span) => {
    const chain = [];
    for (let at: typeof span | undefined = span; at; at = byId.get(at.parentSpanId ?? ""))
      chain.push(at);
    const services = new Set(chain.map((each) => each.resource.get("service.name")));
    return (
      span.attributes.has("db.datasource") && services.has("orders") && services.has("gateway")
    );
  });
  expect(query).toBeDefined();
});

it("shows an error burst when asked to", async () => {
  const failures = () =>
    serverSpans().filter((span) => Number(span.attributes.get("http.response.status_code")) >= 500);
  expect(failures().map(whatFailed)).toEqual([]);
  expect((await incident("error-burst", 60)).status).toBe(202);
  await expect.poll(() => failures().length, { timeout: 50_000 }).toBeGreaterThan(0);
  expect(failures().every(({ name }) => name.endsWith("/sessions"))).toBe(true);
});

it("rolls a bad version of orders out, and a repaired one after it, without a failed request", async () => {
  const statuses = () =>
    serverSpans().filter(
      (span) =>
        Number(span.attributes.get("http.response.status_code")) >= 500 &&
        !span.name.endsWith("/sessions"),
    );
  const versions = async () =>
    (await instances())
      .filter(({ instance }) => instance.startsWith("orders"))
      .map(({ version }) => version);
  expect(await versions()).toEqual(["1.4.2", "1.4.2"]);
  await incident("n-plus-one-release", 15);
  await expect.poll(versions, { timeout: 90_000 }).toEqual(["1.5.0", "1.5.0"]);
  await expect.poll(versions, { timeout: 90_000 }).toEqual(["1.5.1", "1.5.1"]);
  await expect.poll(() => valuesOf("service.version"), { timeout: 10_000 }).toContain("1.5.1");
  expect(statuses().map(whatFailed)).toEqual([]);
}, 240_000);

it("ends every process on SIGTERM", async () => {
  const pids = (await instances()).map(({ pid }) => pid);
  expect(pids).toHaveLength(8);
  demo.kill("SIGTERM");
  expect(await once(demo, "exit")).toEqual([0, null]);
  expect(pids.filter(isAlive)).toEqual([]);
  await expect(fetch(gateway)).rejects.toThrow();
});
