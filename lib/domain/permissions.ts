import type { Principal, Role } from "./principal.ts";

/** Everything that can be asked of Headroom. */
export type Action =
  | "telemetry:read"
  | "telemetry:write"
  | "config:read"
  | "config:write"
  | "keys:manage";

/** What an action is done to: a concern such as `requests`, or one thing of it. */
export type ProtectedObject = { concern: string; id?: string };

const ALLOWED: Record<Role, readonly Action[]> = {
  viewer: ["telemetry:read", "config:read"],
  editor: ["telemetry:read", "config:read", "config:write"],
  admin: ["telemetry:read", "telemetry:write", "config:read", "config:write", "keys:manage"],
  ingest: ["telemetry:write"],
};

/** No valid credential. Answered with 401. */
export class UnauthenticatedError extends Error {
  constructor(message = "Log in, or send a valid key as Authorization: Bearer KEY") {
    super(message);
    this.name = "UnauthenticatedError";
  }
}

/** A valid credential that may not do this. Answered with 403. */
export class ForbiddenError extends Error {
  constructor(
    message: string,
    readonly code = "forbidden",
  ) {
    super(message);
    this.name = "ForbiddenError";
  }
}

export type Decision =
  | { kind: "allowed" }
  | { kind: "unauthenticated"; message: string }
  | { kind: "forbidden"; message: string };

/** Whether `principal` may do `action` to `object`. Every right is given by the role alone so far. */
export function decide(principal: Principal, action: Action, object: ProtectedObject): Decision {
  if (principal.kind === "anonymous") {
    const message = principal.presented
      ? "The key or session is not valid (any more)"
      : "Log in, or send a key as Authorization: Bearer KEY";
    return { kind: "unauthenticated", message };
  }
  if (ALLOWED[principal.role].includes(action)) return { kind: "allowed" };
  const thing = object.id === undefined ? object.concern : `${object.concern} ${object.id}`;
  return {
    kind: "forbidden",
    message: `The role ${principal.role} does not allow ${action} on ${thing}`,
  };
}

/** Throws `UnauthenticatedError` or `ForbiddenError` unless `decide` allows it. */
export function authorise(principal: Principal, action: Action, object: ProtectedObject): void {
  const decision = decide(principal, action, object);
  if (decision.kind === "unauthenticated") throw new UnauthenticatedError(decision.message);
  if (decision.kind === "forbidden") throw new ForbiddenError(decision.message);
}
