import { findService } from "./fixtures/api.ts";
import { nearestRank } from "./fixtures/quantile.ts";
import { type Planned, runSdkService } from "./fixtures/sdk-process.ts";
import { expect, test } from "./fixtures/test.ts";
import { OverviewPage } from "./pages/overview.ts";

const REQUESTS = 200;
const FAILED = 6;

/** Nine in ten are quick, the others take from 300 ms on, each 10 ms longer: rank 190, the p95, is one of those. */
const PLAN: readonly Planned[] = Array.from({ length: REQUESTS }, (_, index) => ({
  delayMs: index % 10 === 9 ? 300 + index : 5 + (index % 20),
  status: index % 33 === 1 && index < 33 * FAILED ? 500 : 200,
}));

for (const protocol of ["http/protobuf", "http/json", "grpc"] as const) {
  test(`a service with the official SDK over ${protocol} appears with its true figures`, async ({
    headroom,
    page,
  }) => {
    const service = `sdk-${protocol.replaceAll("/", "-")}`;
    const durationsMs = await runSdkService({ headroom, service, protocol, plan: PLAN });
    expect(durationsMs).toHaveLength(REQUESTS);
    const trueP95 = nearestRank(durationsMs, 0.95);

    await expect
      .poll(async () => (await findService(headroom, service))?.requestCount)
      .toBe(REQUESTS);
    const summary = await findService(headroom, service);
    expect(summary?.errorCount).toBe(FAILED);
    expect(summary?.errorRatio).toBe(FAILED / REQUESTS);
    expect(summary?.source).toBe("spans");

    const overview = new OverviewPage(page);
    await overview.open();
    await expect(overview.row(service)).toBeVisible();
    expect(await overview.figure(service, "errors")).toBe((FAILED / REQUESTS) * 100);
    const shown = await overview.figure(service, "p95");
    expect(Math.abs(shown - trueP95) / trueP95).toBeLessThan(0.01);
    expect(summary?.p95Ms).not.toBeNull();
    expect(Math.abs((summary?.p95Ms ?? 0) - trueP95) / trueP95).toBeLessThan(0.0055);
    await overview.cell(service, "service").click();
    for (const [label, q] of [
      ["p50", 0.5],
      ["p99", 0.99],
    ] as const) {
      const truth = nearestRank(durationsMs, q);
      const figure = await overview.panelFigure(service, label);
      expect(Math.abs(figure - truth) / truth).toBeLessThan(0.01);
    }
  });
}
