import { afterEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { ApiError, fetchAnswer, liveWhen, toSearch } from "./query-client.ts";

const answer = (status: number, body: unknown) =>
  vi.stubGlobal("fetch", async () => new Response(JSON.stringify(body), { status }));

afterEach(() => vi.unstubAllGlobals());

const schema = z.object({ count: z.number() });

describe("toSearch", () => {
  it("sorts names, repeats lists and leaves out what is not given", () => {
    expect(toSearch({ to: "now", from: "now-1h", service: ["a", "b&c"], step: null })).toBe(
      "?from=now-1h&service=a&service=b%26c&to=now",
    );
    expect(toSearch({ service: [] })).toBe("");
  });
});

describe("fetchAnswer", () => {
  it("gives the parsed answer", async () => {
    answer(200, { count: 3, more: true });
    await expect(fetchAnswer({ path: "/x", schema })).resolves.toEqual({ count: 3 });
  });

  it("throws what the server said", async () => {
    answer(400, { error: { code: "invalid", message: "from must be before to", field: "from" } });
    await expect(fetchAnswer({ path: "/x", schema })).rejects.toEqual(
      new ApiError(400, "invalid", "from must be before to", "from"),
    );
  });

  it("does not trust an answer outside the contract", async () => {
    answer(200, { count: "3" });
    await expect(fetchAnswer({ path: "/x", schema })).rejects.toMatchObject({ code: "contract" });
  });

  it("says that nobody answers", async () => {
    vi.stubGlobal("fetch", async () => {
      throw new TypeError("failed");
    });
    await expect(fetchAnswer({ path: "/x", schema })).rejects.toMatchObject({ status: 0 });
  });
});

it("follows only ranges that end now", () => {
  expect(liveWhen("now").live).toBe(true);
  expect(liveWhen("2026-11-24T14:00:00Z").live).toBe(false);
});
