import { expect, it } from "vitest";
import { spanAt } from "./waterfall-test-spans.ts";
import { spanTitle } from "./waterfall-title.ts";

const titled = (name: string, attributes: Record<string, unknown>): string =>
  spanTitle(spanAt("x", null, [0, 1], { name, attributes }));

it("prefers method and route", () => {
  expect(titled("GET", { "http.method": "POST", "http.route": "/a" })).toBe("POST /a");
  expect(titled("GET", { "http.request.method": "GET", "url.template": "/b/{id}" })).toBe(
    "GET /b/{id}",
  );
});

it("says which host a call went to when the name is the bare method", () => {
  const call = { "http.request.method": "GET", "url.full": "http://orders:3001/orders?a=1" };
  expect(titled("GET", call)).toBe("GET orders:3001");
  expect(titled("GET", { "http.method": "GET", "net.peer.name": "db" })).toBe("GET db");
  expect(titled("fetch orders", call)).toBe("fetch orders");
});

it("takes the name otherwise", () => {
  expect(titled("SELECT", { "http.route": "/a" })).toBe("SELECT");
  expect(titled("GET", { "http.method": "GET", "url.full": "not a url" })).toBe("GET");
  expect(titled("GET", { "http.method": 7 })).toBe("GET");
});
