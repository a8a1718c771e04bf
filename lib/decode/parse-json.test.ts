import { expect, test } from "vitest";
import { plainRequestsBody } from "@/lib/contract/plain-requests.ts";
import { parseJson } from "./parse-json.ts";

test("numbers that a double could change keep their digits", () => {
  expect(parseJson('{"n":1764036000000000001,"m":0.5}')).toEqual({
    n: "1764036000000000001",
    m: 0.5,
  });
});

test("a duration as browsers and Node measure it is a number to whoever rounds", () => {
  const request = {
    ...{ service: "users", endpoint: "/", method: "GET", statusCode: 200 },
    ...{ duration: 69.32145678901234, timestamp: "2026-11-25T12:00:00.000Z" },
  };
  const json = parseJson(JSON.stringify([request]), { rounds: true });
  expect(plainRequestsBody.parse(json)[0]?.duration).toBe(69.32145678901234);
});
