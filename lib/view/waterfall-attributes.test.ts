import { expect, it } from "vitest";
import { attributeRows } from "./waterfall-attributes.ts";

it("lists attributes by name, texts bare and the rest as JSON", () => {
  expect(attributeRows({ z: [1, "a"], b: 200, a: "GET", ok: true, none: null })).toEqual([
    { name: "a", text: "GET", kind: "text" },
    { name: "b", text: "200", kind: "number" },
    { name: "none", text: "null", kind: "data" },
    { name: "ok", text: "true", kind: "flag" },
    { name: "z", text: '[1,"a"]', kind: "data" },
  ]);
});
