import { expect, it } from "vitest";
import { parseStubStatus } from "./stub-status.ts";

const PAGE = `Active connections: 3
server accepts handled requests
 16630948 16630948 31070465
Reading: 6 Writing: 179 Waiting: 106
`;

it("reads the page of nginx", () => {
  expect(parseStubStatus(PAGE)).toEqual({
    active: 3,
    requests: 31_070_465,
    reading: 6,
    writing: 179,
    waiting: 106,
  });
});

it("knows what is none", () => {
  expect(parseStubStatus("<html>404 Not Found</html>")).toBeUndefined();
});
