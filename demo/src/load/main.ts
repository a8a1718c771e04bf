import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { onCommand, stopWithLauncher } from "../channel.ts";
import { exponential, seededRandom } from "../random.ts";
import { USER_HEADER } from "../user-header.ts";
import { type Journey, nextJourney } from "./journeys.ts";
import { arrivalsPerSecond } from "./load-shape.ts";

/** People do not wait for each other: arrivals go on while answers are slow, up to this many at once. */
const MOST_IN_FLIGHT = 200;
const SCRAPE_MS = 50;
const TIMEOUT_MS = 20_000;

const agent = new Agent({ keepAlive: true });
const random = seededRandom(20_260_302);
/** Arrivals a second at any time; 0: the day decides. */
const steady = Number(process.env.DEMO_ARRIVALS ?? "0");
const speed = Number(process.env.DEMO_SPEED ?? "1");
/** Where requests go, each in turn: the load balancer, or the gateways as often as their weights say. */
let doors: readonly string[] = [];
let turn = 0;
let inFlight = 0;

/** Visits the gateway as often as the time of the demo's day says. */
async function visit(): Promise<never> {
  const startedMs = performance.now();
  const dayTimeMs = Date.now();
  for (;;) {
    const elapsedMs = (performance.now() - startedMs) * speed;
    const perSecond = steady > 0 ? steady : arrivalsPerSecond(elapsedMs, dayTimeMs);
    await sleep(exponential(random, 1000 / perSecond));
    const journey = nextJourney(random);
    const door = doors[turn++ % doors.length];
    if (door !== undefined && inFlight < MOST_IN_FLIGHT) send(door, journey);
  }
}

function send(base: string, { user, method, path, body }: Journey): void {
  inFlight++;
  const outgoing = request(
    new URL(path, base),
    {
      method,
      agent,
      timeout: TIMEOUT_MS,
      headers: { "content-type": "application/json", [USER_HEADER]: user },
    },
    (response) => response.resume(),
  );
  outgoing.on("timeout", () => outgoing.destroy());
  outgoing.on("error", () => {});
  outgoing.on("close", () => inFlight--);
  outgoing.end(body === undefined ? undefined : JSON.stringify(body));
}

/** One client who reads faster than anybody may. */
const SCRAPER: Journey = { user: "price-scraper", method: "GET", path: "/api/catalog" };
let isScraping = false;

async function scrape(): Promise<never> {
  for (;;) {
    await sleep(SCRAPE_MS);
    const door = doors[turn++ % doors.length];
    if (isScraping && door !== undefined && inFlight < MOST_IN_FLIGHT) send(door, SCRAPER);
  }
}

onCommand((command) => {
  if (command.type === "peers") doors = command.peers.gateway;
  else if (command.name === "limit-storm") isScraping = command.active;
});
stopWithLauncher(async () => agent.destroy());
void visit();
void scrape();
