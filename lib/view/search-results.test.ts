import { describe, expect, it } from "vitest";
import { searchAll } from "./search-results.ts";

const known = {
  services: [
    { name: "checkout-users", namespace: "", environment: "production" },
    { name: "users", namespace: "shop", environment: "production" },
  ],
  routes: [
    { service: "users", route: "/users/{id}", method: "GET" },
    { service: "orders", route: "/orders", method: "POST" },
  ],
};

describe("searchAll", () => {
  it("offers the services before anything is typed", () => {
    expect(searchAll("", known).map((result) => result.kind)).toEqual(["service", "service"]);
  });

  it("puts what begins with the text first", () => {
    const [first] = searchAll("users", known);
    expect(first).toMatchObject({ kind: "service", service: "users" });
  });

  it("needs every word", () => {
    expect(searchAll("post orders", known)).toEqual([
      {
        kind: "route",
        id: "route orders POST /orders",
        service: "orders",
        route: "/orders",
        method: "POST",
      },
    ]);
    expect(searchAll("post users/", known)).toEqual([]);
  });

  it("jumps to a pasted trace id", () => {
    const traceId = "4BF92F3577B34DA6A3CE929D0E0E4736";
    expect(searchAll(` ${traceId} `, known)).toEqual([
      {
        kind: "trace",
        id: `trace ${traceId.toLowerCase()}`,
        traceId: traceId.toLowerCase(),
        spanId: null,
      },
    ]);
  });
});
