import { expect, KIT_SERVICE, test } from "./fixtures/kit-test.ts";
import { ConcernPage } from "./pages/concern.ts";

test("a bus of the kit: what was given up, of how many attempts, and a trace that failed", async ({
  page,
  kit,
}) => {
  expect(kit.tripTraceId).not.toBe("");
  const events = new ConcernPage(page, "/events");
  await events.open({ service: KIT_SERVICE });
  await expect(events.condition).toContainText(
    "sender on mails gave up 1 message. 2 attempts failed.",
  );
  await expect(events.figure("Events", "Published")).toContainText("8");
  await expect(events.figure("Events", "Processed")).toContainText("8");
  const row = events.rows("Destinations").first();
  // Eight messages, of which one was tried twice and failed both times: 2 of 9 attempts.
  await expect(row).toContainText("22.2");
  await events.openAndClose(row, "destination", async () => {
    await expect(events.panel).toContainText("A trace that failed");
    await expect(events.panel).toContainText("8 published");
  });
  await row.getByRole("button").first().click();
  await events.panel.getByRole("link", { name: /^Trace/ }).click();
  await expect(page.getByText("process mails").first()).toBeVisible();
});
