import {
  createServer,
  IncomingMessage,
  type RequestListener,
  ServerResponse,
  request as send,
} from "node:http";
import { type AddressInfo, Socket } from "node:net";
import {
  AggregationTemporality,
  DataPointType,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import express, { Router } from "express";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { FinishedRequest } from "./request-outcome.ts";
import { type RequestTracker, type TrackOptions, trackRequests } from "./track-requests.ts";

const closing: (() => Promise<unknown>)[] = [];
let exporter: InMemoryMetricExporter;
let meterProvider: MeterProvider;
let finished: FinishedRequest[];

beforeEach(() => {
  exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  finished = [];
  meterProvider = new MeterProvider({
    readers: [new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 })],
  });
  closing.push(() => meterProvider.shutdown());
});

afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

const tracker = (options: TrackOptions = {}): RequestTracker =>
  trackRequests({
    meterProvider,
    report: { add: (request) => finished.push(request) },
    ...options,
  });

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(
    () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  );
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
}

async function fetchStatus(url: string, method = "GET"): Promise<number> {
  const response = await fetch(url, { method });
  await response.arrayBuffer();
  return response.status;
}

/** Waits until so many requests were recorded: the client may see its answer first. */
const recorded = (count: number) => vi.waitFor(() => expect(finished).toHaveLength(count));

/** The one histogram's points, as attributes and count. */
async function points() {
  await meterProvider.forceFlush();
  const metrics =
    exporter
      .getMetrics()
      .at(-1)
      ?.scopeMetrics.flatMap((scope) => scope.metrics) ?? [];
  expect(metrics.map((metric) => metric.descriptor.name)).toEqual(["http.server.request.duration"]);
  const metric = metrics[0];
  if (metric?.dataPointType !== DataPointType.HISTOGRAM) throw new Error("not a histogram");
  expect(metric.descriptor.unit).toBe("s");
  return metric.dataPoints;
}

function expressApp(track: RequestTracker): RequestListener {
  const members = Router({ mergeParams: true });
  members.get("/", (_request, response) => void response.send("members"));
  members.get("/:member", (_request, response, next) => {
    response.send("member");
    next();
  });
  const teams = Router();
  teams.use("/:team/members", members);
  const app = express();
  app.use(track);
  app.get("/", (_request, response) => void response.send("home"));
  app.get("/users/me", (_request, response) => void response.send("me"));
  app.get("/users/:id", (_request, response) => void response.status(503).send("away"));
  app.get("/boom", () => {
    throw new Error("boom");
  });
  app.use("/orgs/:org/teams", teams);
  return app;
}

describe("in Express", () => {
  it.each([
    ["/", "/", 200],
    ["/users/me?tab=1", "/users/me", 200],
    ["/users/17", "/users/:id", 503],
    ["/boom", "/boom", 500],
    ["/orgs/acme/teams/7/members", "/orgs/:org/teams/:team/members", 200],
    ["/orgs/acme/teams/7/members/x%20y", "/orgs/:org/teams/:team/members/:member", 200],
    ["/orgs/acme/teams/acme/members/acme", "/orgs/:org/teams/:team/members/:member", 200],
    ["/orgs/acme/teams/7", undefined, 404],
    ["/nowhere", undefined, 404],
  ])("%s is route %s", async (path, route, status) => {
    const url = await listen(expressApp(tracker()));
    expect(await fetchStatus(url + path)).toBe(status);
    await recorded(1);
    expect(finished[0]).toMatchObject({ method: "GET", route, statusCode: status, scheme: "http" });
    expect(finished[0]?.errorType).toBe(status >= 500 ? String(status) : undefined);
  });

  it("records once where it is mounted twice and wraps the app as well", async () => {
    const app = express();
    app.use(tracker(), tracker());
    app.get("/a/:b", (_request, response) => void response.send("ok"));
    const url = await listen(tracker().handle(app));
    await fetchStatus(`${url}/a/1`);
    await fetchStatus(`${url}/a/2`);
    await recorded(2);
    const [point, ...others] = await points();
    expect(others).toEqual([]);
    expect(point?.value.count).toBe(2);
    expect(point?.attributes["http.route"]).toBe("/a/:b");
  });

  it("uses the scheme that Express trusts a proxy for", async () => {
    const app = express();
    app.set("trust proxy", true);
    app.use(tracker());
    app.get("/", (_request, response) => void response.send("ok"));
    await fetch(await listen(app), { headers: { "x-forwarded-proto": "https" } });
    await recorded(1);
    expect(finished[0]?.scheme).toBe("https");
  });
});

describe("the histogram", () => {
  it("has the attributes and bounds of the conventions, in seconds", async () => {
    const url = await listen(
      tracker({ route: () => "/slow" }).handle((_request, response) => {
        setTimeout(() => response.writeHead(201).end("made"), 120);
      }),
    );
    expect(await fetchStatus(`${url}/slow?x=1`, "POST")).toBe(201);
    await recorded(1);
    const [point] = await points();
    expect(point?.attributes).toEqual({
      "http.request.method": "POST",
      "http.response.status_code": 201,
      "http.route": "/slow",
      "network.protocol.version": "1.1",
      "url.scheme": "http",
    });
    expect(point?.value.buckets.boundaries).toEqual([
      0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
    ]);
    // The timer fires after 120 ms, give or take one; an answer within half a second is in (0.1, 0.25] or (0.25, 0.5].
    expect(point?.value.sum).toBeGreaterThan(0.118);
    expect(point?.value.sum).toBeLessThan(0.5);
  });

  it("gives error.type for 5xx, and keeps unknown methods out of the series", async () => {
    const url = await listen(
      tracker().handle((request, response) => {
        response.writeHead(request.method === "PROPFIND" ? 200 : 500).end();
      }),
    );
    await fetchStatus(url);
    await fetchStatus(url, "PROPFIND");
    await recorded(2);
    const attributes = (await points()).map((point) => point.attributes);
    expect(attributes).toContainEqual(
      expect.objectContaining({ "http.request.method": "GET", "error.type": "500" }),
    );
    const other = attributes.find((each) => each["http.request.method"] === "_OTHER");
    expect(other).not.toHaveProperty("error.type");
    expect(other).not.toHaveProperty("http.route");
  });

  it("records nothing, and breaks nothing, without an OpenTelemetry SDK", async () => {
    const url = await listen(
      trackRequests().handle((_request, response) => void response.end("fine")),
    );
    expect(await fetchStatus(url)).toBe(200);
  });
});

describe("a response that does not finish", () => {
  it("is aborted, without a status, when the client leaves before the answer", async () => {
    const url = await listen(tracker().handle(() => {}));
    const client = send(url).end();
    client.on("error", () => {});
    setTimeout(() => client.destroy(), 50);
    await recorded(1);
    expect(finished[0]).toMatchObject({ statusCode: undefined, errorType: "aborted" });
    const [point] = await points();
    expect(point?.attributes["error.type"]).toBe("aborted");
    expect(point?.attributes).not.toHaveProperty("http.response.status_code");
  });

  it("is aborted with its status when the client leaves during the body", async () => {
    const url = await listen(
      tracker().handle((_request, response) => void response.writeHead(200).write("part")),
    );
    const client = send(url, (response) => response.once("data", () => client.destroy())).end();
    client.on("error", () => {});
    await recorded(1);
    expect(finished[0]).toMatchObject({ statusCode: 200, errorType: "aborted" });
  });

  it("has the name of the error with which the server gave up", async () => {
    const url = await listen(
      tracker().handle((_request, response) => void response.destroy(new RangeError("too far"))),
    );
    await expect(fetch(url)).rejects.toThrow();
    await recorded(1);
    expect(finished[0]?.errorType).toBe("RangeError");
  });
});

describe("the application's own errors", () => {
  it("reach the caller of a wrapped listener unchanged", () => {
    const failure = new Error("mine");
    const listener = tracker().handle(() => {
      throw failure;
    });
    const request = new IncomingMessage(new Socket());
    expect(() => listener(request, new ServerResponse(request))).toThrow(failure);
  });

  it("do not come from a route function or a reporter that throws", async () => {
    const throwing = () => {
      throw new Error("broken");
    };
    const url = await listen(
      tracker({ route: throwing, report: { add: throwing } }).handle(
        (_request, response) => void response.end(),
      ),
    );
    expect(await fetchStatus(url)).toBe(200);
    await vi.waitFor(async () => expect((await points())[0]?.value.count).toBe(1));
  });
});
