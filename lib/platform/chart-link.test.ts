import { expect, test } from "vitest";
import { chartPath, isChartLink } from "./chart-link.ts";

test("a link is good for what it was made for, until it expires", () => {
  process.env.HEADROOM_SECRET_KEY = "a secret of these tests";
  const link = { alertId: "a/b", untilMs: 1_000, expiresMs: 5_000 };
  const url = new URL(chartPath(link), "https://headroom.example");
  expect(url.pathname).toBe("/api/alert-charts/a%2Fb");
  const signature = url.searchParams.get("signature") ?? "";
  expect(isChartLink(link, signature, 4_999)).toBe(true);
  expect(isChartLink(link, signature, 5_000)).toBe(false);
  for (const other of [{ alertId: "c" }, { untilMs: 2_000 }, { expiresMs: 6_000 }]) {
    expect(isChartLink({ ...link, ...other }, signature, 0)).toBe(false);
  }
  expect(isChartLink(link, "", 0)).toBe(false);
  expect(isChartLink({ ...link, untilMs: Number.NaN }, signature, 0)).toBe(false);
});
