import { describe, expect, it } from "vitest";
import { matchersText, parseLabels, parseMatchers } from "./alert-label-text.ts";
import {
  type AlertRoute,
  type AlertRouting,
  DEFAULT_ROUTING,
  destinationsOf,
} from "./alert-routing.ts";

const route = (id: string, service: string, given: Partial<AlertRoute> = {}): AlertRoute => ({
  ...DEFAULT_ROUTING.root,
  ...{ id, name: id, matchers: [{ name: "service", value: service, isEqual: true }] },
  ...{ channelIds: [`to ${id}`], groupBy: ["service"], continue: false },
  ...given,
});
const routing = (...routes: AlertRoute[]): AlertRouting => ({
  ...DEFAULT_ROUTING,
  routes,
  root: { ...DEFAULT_ROUTING.root, channelIds: ["everyone"] },
});
/** `channel by route` for each destination. */
const ways = (given: AlertRouting, service: string, channelIds: string[] = []) =>
  destinationsOf(given, { labels: { service, alertname: "Slow", ruleId: "r" }, channelIds }).map(
    ({ channelId, routeId }) => `${channelId} by ${routeId}`,
  );

describe("destinationsOf", () => {
  it("takes the first route that matches, and goes on where it continues", () => {
    const shop = route("shop", "shop");
    const every = route("every", "*", { continue: true });
    expect(ways(routing(shop, every), "shop")).toEqual(["to shop by shop"]);
    expect(ways(routing(every, shop), "shop")).toEqual(["to every by every", "to shop by shop"]);
  });

  it("goes by the root route only what nobody else claims", () => {
    const given = routing(route("shop", "shop"));
    expect(ways(given, "cart")).toEqual(["everyone by root"]);
    expect(ways(given, "cart", ["own"])).toEqual(["own by rule"]);
    expect(ways(given, "shop", ["own"])).toEqual(["own by rule", "to shop by shop"]);
  });

  it("a route without channels tells nobody", () => {
    expect(ways(routing(route("quiet", "shop", { channelIds: [] })), "shop")).toEqual([]);
  });

  it("tells no channel twice", () => {
    const twice = route("shop", "shop", { channelIds: ["own", "other"] });
    expect(ways(routing(twice), "shop", ["own"])).toEqual(["own by rule", "other by shop"]);
  });

  it("groups by the labels that there are, in one order", () => {
    const given = routing(route("shop", "shop", { groupBy: ["severity", "zone", "alertname"] }));
    const labels = { service: "shop", severity: "critical", alertname: "Slow" };
    const [found] = destinationsOf(given, { labels, channelIds: [] });
    expect(JSON.stringify(found?.groupLabels)).toBe('{"alertname":"Slow","severity":"critical"}');
  });

  it("a fresh install tells nobody", () => {
    expect(ways(DEFAULT_ROUTING, "shop")).toEqual([]);
  });
});

it("labels are read from text", () => {
  expect(parseLabels(" service = shop,\nq=a=b,, ")).toEqual({ service: "shop", q: "a=b" });
  expect(parseLabels("service")).toBeNull();
  expect(parseLabels("=shop")).toBeNull();
});

it("matchers are read from text and written as it", () => {
  const text = "service=check*, severity!=info";
  expect(parseMatchers(text)).toEqual([
    { name: "service", value: "check*", isEqual: true },
    { name: "severity", value: "info", isEqual: false },
  ]);
  expect(matchersText(parseMatchers("service = check*\n severity != info") ?? [])).toBe(text);
  expect(parseMatchers("a=b=c")).toEqual([{ name: "a", value: "b=c", isEqual: true }]);
  expect(parseMatchers("service")).toBeNull();
});
