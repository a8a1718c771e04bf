import type { IncomingMessage } from "node:http";

/** Gives the template of the route that handles the request, mounted routers included; undefined: none matched yet. */
export type MatchedRoute = () => string | undefined;

type Params = Record<string, unknown>;

/**
 * Notes the routes that Express 4 or 5 matches, by what it assigns to `request.baseUrl` and `request.route`.
 * Express keeps only the concrete prefix of a mounted router (`/teams/7`); its parameters are at hand
 * just while it assigns it, so that is when the prefix becomes a template (`/teams/:team`).
 */
export function watchExpressRoute(request: IncomingMessage): MatchedRoute {
  const templates = new Map<string, string>();
  let matched: string | undefined;
  let base = stringAt(request, "baseUrl");

  onAssign(request, "baseUrl", (value) => {
    const next = typeof value === "string" ? value : "";
    if (next.length > base.length && next.startsWith(base)) {
      const prefix = templates.get(base) ?? base;
      templates.set(next, prefix + templatePath(next.slice(base.length), paramsOf(request)));
    }
    base = next;
  });
  onAssign(request, "route", (value) => {
    const path = routePath(value);
    if (path !== undefined) matched = joinRoute(templates.get(base) ?? base, path);
  });
  return () => matched;
}

/**
 * Puts `:name` where a parameter's value stands. Of equal segments the last is taken to be the parameter,
 * so a value that equals a later literal segment gives a second, still bounded, template.
 */
export function templatePath(path: string, params: Params): string {
  const segments = path.split("/");
  for (const [name, value] of Object.entries(params).reverse()) {
    const at = segments.findLastIndex((segment) => decodeSegment(segment) === value);
    if (at >= 0) segments[at] = `:${name}`;
  }
  return segments.join("/");
}

/** Prefix and path as one template: no doubled slash, and no trailing one except for the root. */
export function joinRoute(prefix: string, path: string): string {
  const joined = `${prefix}/${path}`.replace(/\/{2,}/g, "/");
  return joined.length > 1 ? joined.replace(/\/$/, "") : joined;
}

function onAssign(target: object, property: string, observe: (value: unknown) => void): void {
  let current: unknown = Reflect.get(target, property);
  Reflect.defineProperty(target, property, {
    configurable: true,
    enumerable: true,
    get: () => current,
    set: (value: unknown) => {
      current = value;
      observe(value);
    },
  });
}

/** A route has a string, a regular expression or a list of these as its path. */
function routePath(route: unknown): string | undefined {
  if (typeof route !== "object" || route === null || !("path" in route)) return undefined;
  return Array.isArray(route.path) ? route.path.map(String).join(",") : String(route.path);
}

function paramsOf(request: object): Params {
  const params: unknown = Reflect.get(request, "params");
  return typeof params === "object" && params !== null ? { ...params } : {};
}

function stringAt(target: object, property: string): string {
  const value: unknown = Reflect.get(target, property);
  return typeof value === "string" ? value : "";
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
