import { sendMetrics } from "./fixtures/otlp.ts";
import { expect, test } from "./fixtures/test.ts";
import { ConcernPage } from "./pages/concern.ts";

const SERVICE = `worker ${process.pid}`;

test("what is saturated comes first, what is idle is said, and a panel has all that is reported", async ({
  headroom,
  page,
}) => {
  const nowMs = Date.now();
  const each = (value: number) =>
    Array.from({ length: 15 }, (_, i) => ({ timeMs: nowMs - (14 - i) * 60_000, value }));
  const sender = { service: SERVICE, environment: "production" };
  const used = (share: number, bytes: number) => [
    { name: "process.cpu.utilization", unit: "1", gauge: each(share) },
    { name: "process.memory.usage", unit: "By", gauge: each(bytes) },
  ];
  await sendMetrics(headroom, used(0.95, 512 * 1_048_576), { ...sender, instance: "busy" });
  await sendMetrics(headroom, used(0.02, 64 * 1_048_576), { ...sender, instance: "quiet" });

  const resources = new ConcernPage(page, "/resources");
  await resources.open({ service: SERVICE });
  await expect(resources.condition).toContainText("1 of 2 saturated");
  await expect(resources.condition).toContainText("1 of 2 hardly use their CPU");
  const row = resources.rows("Hosts, containers and instances").first();
  await expect(row).toContainText("busy");
  await expect(row).toContainText("95.0");
  await resources.openAndClose(row, "resource", async () => {
    await expect(resources.panel).toContainText("A limit was used above its threshold");
    await expect(resources.panel).toContainText(/In use\s*512/);
  });
});
