import { expect, KIT_SERVICE, test } from "./fixtures/kit-test.ts";
import { ConcernPage } from "./pages/concern.ts";

test("a layered cache of the kit: what it answers, who answers it, and its panel", async ({
  page,
  kit,
}) => {
  expect(kit.tripTraceId).not.toBe("");
  const caches = new ConcernPage(page, "/caches");
  await caches.open({ service: KIT_SERVICE });
  // Ten keys four times each: ten were loaded, thirty came from memory.
  await expect(caches.condition).toContainText("40 look-ups in this range");
  await expect(caches.figure("Caches", "Answered by a cache")).toContainText("75.0");
  const layers = page.getByRole("list", { name: "Who answers look-ups of users" });
  await expect(layers.getByRole("listitem").first()).toContainText("75.0");
  await expect(layers.getByRole("listitem").last()).toContainText("25.0");
  await caches.openAndClose(
    caches.rows("Caches").filter({ hasText: "users/l1" }),
    "cache",
    async () => {
      await expect(caches.panel).toContainText("Calls saved");
      await expect(caches.panel.getByText("30", { exact: true }).first()).toBeVisible();
    },
  );
});
