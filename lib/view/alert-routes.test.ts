import { expect, test } from "vitest";
import { type AlertRoute, DEFAULT_ROUTING } from "@/lib/domain/alert-routing.ts";
import { moveRoute, previewText, tellingText, withRoute } from "./alert-routes.ts";

const route = (id: string): AlertRoute => ({
  ...DEFAULT_ROUTING.root,
  ...{ id, name: `Route ${id}`, channelIds: [id], continue: id === "a" },
  matchers: [{ name: "team", value: "pay", isEqual: true }],
});
const routing = { ...DEFAULT_ROUTING, routes: [route("a"), route("b")] };
const NAMES = new Map([["a", "Pager"]]);

test("a telling in words", () => {
  expect(tellingText(DEFAULT_ROUTING.root).replaceAll("\u00a0", " ")).toBe(
    "together by service, namespace, environment · after 30 s · then every 5 min at most · again every 4 h",
  );
  const calm = { groupBy: [], groupWaitSeconds: 0, groupIntervalSeconds: 0 };
  expect(tellingText({ ...calm, channelIds: [], repeatIntervalSeconds: null })).toBe(
    "all in one message · at once · never again",
  );
});

test("where labels lead", () => {
  expect(previewText(routing, { team: "pay" }, NAMES)).toBe(
    "It goes by “Route a, then Route b” and is told to Pager, a deleted channel.",
  );
  expect(previewText(routing, {}, NAMES)).toBe(
    "It goes by “everything else” and is told to nobody.",
  );
});

test("routes are added, changed and moved", () => {
  const ids = (given: typeof routing) => given.routes.map(({ id }) => id).join("");
  expect(ids(withRoute(routing, route("c")))).toBe("abc");
  expect(withRoute(routing, { ...route("b"), name: "New" }).routes[1]?.name).toBe("New");
  const root = withRoute(routing, { ...route("root"), channelIds: ["a"] }).root;
  expect(root).toEqual({ ...DEFAULT_ROUTING.root, channelIds: ["a"] });
  expect(ids(moveRoute(routing, "b", -1))).toBe("ba");
  expect(ids(moveRoute(routing, "a", -1))).toBe("ab");
  expect(ids(moveRoute(routing, "a", 1))).toBe("ba");
});
