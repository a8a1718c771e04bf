import { describe, expect, test } from "vitest";
import { isErrorSpan, isRequest, methodOf, routeOf, statusOf } from "./request-rules.ts";

const SERVER = 2;
const texts = { httpRoute: "", path: "", method: "", rpcService: "", rpcMethod: "", spanName: "" };

const CLIENT = 3;

describe("a request", () => {
  test.each([
    // Kind, flags (0x100: it is known whether the parent is remote, 0x200: it is), whether there is a parent.
    // A root, whose flags official SDKs set to 0x101 although it has no parent.
    [SERVER, 0x101, false, true],
    [SERVER, 0, false, true],
    // A remote parent, or one of which nothing is known.
    [SERVER, 0x301, true, true],
    [SERVER, 0x300, true, true],
    [SERVER, 0x001, true, true],
    [SERVER, 0x200, true, true],
    // A framework's span inside the server's own.
    [SERVER, 0x101, true, false],
    [SERVER, 0x100, true, false],
    [CLIENT, 0x301, true, false],
    [CLIENT, 0x101, false, false],
    [1, 0x301, true, false],
    [5, 0x301, true, false],
    [0, 0, false, false],
  ])("kind %i, flags %i, parent %s: %s", (kind, flags, hasParent, expected) => {
    expect(isRequest(kind, flags, hasParent)).toBe(expected);
  });
});

describe("an error", () => {
  test.each([
    [0, 200, false, false],
    [1, 200, false, false],
    [2, 200, false, true],
    [0, 404, false, false],
    [0, 499, false, false],
    [0, 500, false, true],
    [0, 599, false, true],
    [0, 0, true, true],
  ])("span status %i, HTTP %i, error.type %s: %s", (code, http, errorType, expected) => {
    expect(isErrorSpan(code, http, errorType)).toBe(expected);
  });
});

describe("a route", () => {
  test.each([
    [{ httpRoute: "/users/:id", path: "/users/7" }, "/users/:id"],
    [{ rpcService: "shop.Cart", rpcMethod: "Add", path: "/x" }, "shop.Cart/Add"],
    [{ rpcMethod: "shop.Cart/Add" }, "shop.Cart/Add"],
    [{ path: "/users/7?page=2" }, "/users/{number}"],
    [{ method: "GET", spanName: "GET /users/7" }, "/users/{number}"],
    [{ spanName: "GET /users/7" }, "/users/{number}"],
    [{ spanName: "/users/7" }, "/users/{number}"],
    [{ method: "GET", spanName: "GET" }, "GET"],
    [{ spanName: "process order" }, "process order"],
    [{ spanName: "" }, ""],
    [{ httpRoute: "/a\0b" }, "/a\uFFFDb"],
  ])("of %j is %s", (given, expected) => {
    expect(routeOf({ ...texts, ...given })).toBe(expected);
  });

  test("is cut to what a dimension may hold", () => {
    expect(routeOf({ ...texts, httpRoute: "x".repeat(5_000) })).toHaveLength(200);
    expect(statusOf("y".repeat(5_000))).toHaveLength(40);
  });
});

test.each([
  ["get", "GET"],
  ["GET", "GET"],
  ["QUERY", "QUERY"],
  ["PROPFIND", "_OTHER"],
  ["", ""],
])("method %s is %s", (given, expected) => {
  expect(methodOf(given)).toBe(expected);
});
