import { describe, expect, it } from "vitest";
import { authorise, decide, ForbiddenError, UnauthenticatedError } from "./permissions.ts";
import { bearerSecret, type Principal, parseRole, type Role } from "./principal.ts";

const ACTIONS = [
  "telemetry:read",
  "telemetry:write",
  "config:read",
  "config:write",
  "keys:manage",
] as const;
const object = { concern: "requests" };
const user = (role: Role): Principal => ({
  kind: "user",
  id: "1",
  name: "Ada",
  email: "ada@example.test",
  role,
});

// One letter an action, in the order of ACTIONS: y allowed, n not.
const TABLE: [Role, string][] = [
  ["viewer", "ynynn"],
  ["editor", "ynyyn"],
  ["admin", "yyyyy"],
  ["ingest", "nynnn"],
];

describe("decide", () => {
  for (const [role, letters] of TABLE) {
    ACTIONS.forEach((action, index) => {
      const expected = letters[index] === "y" ? "allowed" : "forbidden";
      it(`${role} ${action}: ${expected}`, () => {
        expect(decide(user(role), action, object).kind).toBe(expected);
        expect(decide({ kind: "key", id: "k", name: "k", role }, action, object).kind).toBe(
          expected,
        );
      });
    });
  }

  it("knows nobody without a credential, whatever they ask", () => {
    for (const presented of [true, false]) {
      for (const action of ACTIONS) {
        expect(decide({ kind: "anonymous", presented }, action, object).kind).toBe(
          "unauthenticated",
        );
      }
    }
  });

  it("names the role, the action and the thing that it refuses", () => {
    const decision = decide(user("viewer"), "config:write", { concern: "alert-rules", id: "7" });
    expect(decision).toEqual({
      kind: "forbidden",
      message: "The role viewer does not allow config:write on alert-rules 7",
    });
  });
});

describe("authorise", () => {
  it("throws what the answer needs", () => {
    const nobody: Principal = { kind: "anonymous", presented: false };
    expect(() => authorise(nobody, "telemetry:read", object)).toThrow(UnauthenticatedError);
    expect(() => authorise(user("ingest"), "telemetry:read", object)).toThrow(ForbiddenError);
    expect(authorise(user("viewer"), "telemetry:read", object)).toBeUndefined();
  });
});

describe("bearerSecret", () => {
  const cases: [string | null | undefined, string | null][] = [
    [null, null],
    [undefined, null],
    ["Bearer abc", "abc"],
    ["bearer  abc ", "abc"],
    ["Basic abc", ""],
    ["Bearer", ""],
    ["Bearer a b", ""],
    ["", ""],
  ];
  for (const [header, secret] of cases) {
    it(`${JSON.stringify(header)} holds ${JSON.stringify(secret)}`, () => {
      expect(bearerSecret(header)).toBe(secret);
    });
  }
});

it("a stored role that is none gives no role", () => {
  expect(parseRole("admin")).toBe("admin");
  expect(parseRole("root")).toBeNull();
});
