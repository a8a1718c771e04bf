import { describe, expect, it } from "vitest";
import { joinRoute, templatePath } from "./express-route.ts";
import { normaliseMethod, pathOf } from "./request-outcome.ts";

describe("templatePath", () => {
  it.each([
    ["/teams/7", { team: "7" }, "/teams/:team"],
    ["/a/1/b/2", { x: "1", y: "2" }, "/a/:x/b/:y"],
    ["/a/1/b/1", { x: "1", y: "1" }, "/a/:x/b/:y"],
    ["/a%20b", { name: "a b" }, "/:name"],
    ["/bad%E0", { name: "bad%E0" }, "/:name"],
    ["/plain", {}, "/plain"],
  ])("%s with %j is %s", (path, params, template) => {
    expect(templatePath(path, params)).toBe(template);
  });
});

describe("joinRoute", () => {
  it.each([
    ["", "/", "/"],
    ["/users", "/", "/users"],
    ["/users/", "/:id", "/users/:id"],
    ["", "/x/", "/x"],
  ])("%s and %s are %s", (prefix, path, route) => {
    expect(joinRoute(prefix, path)).toBe(route);
  });
});

describe("pathOf", () => {
  it.each([
    ["/a/b?c=d#e", "/a/b"],
    ["http://host:1/a?b", "/a"],
    ["http://host", "/"],
    ["*", "*"],
    [undefined, "/"],
  ])("%s is %s", (target, path) => {
    expect(pathOf(target)).toBe(path);
  });
});

describe("normaliseMethod", () => {
  it.each([
    ["GET", "GET"],
    ["PATCH", "PATCH"],
    ["get", "_OTHER"],
    ["PROPFIND", "_OTHER"],
    [undefined, "_OTHER"],
  ])("%s is %s", (method, normalised) => {
    expect(normaliseMethod(method)).toBe(normalised);
  });
});
