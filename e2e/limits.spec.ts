import { expect, KIT_SERVICE, test } from "./fixtures/kit-test.ts";
import { ConcernPage } from "./pages/concern.ts";

test("a limiter of the kit: what it refused, what share, and whom most over the range", async ({
  page,
  kit,
}) => {
  expect(kit.tripTraceId).not.toBe("");
  const limits = new ConcernPage(page, "/limits");
  await limits.open({ service: KIT_SERVICE });
  // Twenty passed, fifteen were refused: 15 of 35.
  await expect(limits.condition).toContainText("api on /search rejected 15, 42.9");
  await expect(limits.figure("Limits", "Rejected").first()).toContainText("15");
  await limits.openAndClose(limits.rows("Limits").first(), "limit", async () => {
    const keys = limits.panel.getByRole("list", { name: "Busiest rejected keys" });
    await expect(keys.getByRole("listitem")).toHaveText([/12 rejected$/, /3 rejected$/]);
    await expect(limits.panel).toContainText("Queued now");
  });
});
