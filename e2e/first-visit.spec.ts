import { seriousViolations, widthBeyond } from "./fixtures/axe.ts";
import { requestWork, sendWork } from "./fixtures/spans.ts";
import { expect, test } from "./fixtures/test.ts";
import { OverviewPage } from "./pages/overview.ts";

test.describe("a fresh install", () => {
  test.use({ storageState: { cookies: [], origins: [] } });

  test("logs in by its link once, says where to send, and turns into the dashboard by itself", async ({
    freshHeadroom: headroom,
    page,
    browser,
  }) => {
    await page.goto(`${headroom.url}/`);
    await expect(page).toHaveURL(`${headroom.url}/login`);

    await page.goto(headroom.loginLink);
    await expect(page).toHaveURL(`${headroom.url}/`);
    const main = page.getByRole("main");
    await expect(main.getByText("Nothing has arrived yet")).toBeVisible();
    await expect(main.getByText(headroom.otlpHttpUrl, { exact: true }).first()).toBeVisible();
    const grpcTarget = new URL(headroom.otlpGrpcUrl).host;
    await expect(main.getByText(grpcTarget).first()).toBeVisible();
    await expect(main.getByText(headroom.url, { exact: true }).first()).toBeVisible();
    for (const language of ["Node", "Python", "Java", "Go", ".NET", "Ruby", "PHP", "Collector"]) {
      await main.getByRole("tab", { name: new RegExp(`^${language.replace(".", "\\.")}`) }).click();
      await expect(main.getByRole("tabpanel")).toContainText(headroom.otlpHttpUrl);
    }

    await test.step("axe finds nothing serious, and it fits 390 px", async () => {
      for (const theme of ["Light", "Dark"] as const) {
        await new OverviewPage(page).chooseTheme(theme);
        expect(await seriousViolations(page)).toEqual([]);
      }
      await page.setViewportSize({ width: 390, height: 844 });
      expect(await widthBeyond(page)).toBeLessThanOrEqual(0);
      await page.setViewportSize({ width: 1440, height: 900 });
    });

    await test.step("the link works once", async () => {
      const other = await browser.newContext();
      const second = await other.newPage();
      await second.goto(headroom.loginLink);
      await expect(second.getByRole("main").getByRole("alert")).toContainText("has been used");
      await second.goto(`${headroom.url}/traces`);
      await expect(second).toHaveURL(`${headroom.url}/login?next=%2Ftraces`);
      await other.close();
    });

    await test.step("the first span opens the overview without a reload", async () => {
      await page.evaluate(() => Reflect.set(window, "sameDocument", true));
      const work = requestWork({
        service: "first",
        route: "/hello",
        startMs: Date.now() - 1_000,
        durationMs: 12,
      });
      await sendWork(headroom, [work], { environment: "test" });
      await expect(new OverviewPage(page).row("first")).toBeVisible();
      expect(await page.evaluate(() => Reflect.get(window, "sameDocument"))).toBe(true);
    });

    await test.step("logging out ends the session", async () => {
      await new OverviewPage(page).logOut();
      await expect(page).toHaveURL(/\/login/);
      await page.goto(`${headroom.url}/`);
      await expect(page).toHaveURL(/\/login/);
    });
  });
});

test.describe("without a session", () => {
  test.use({ storageState: { cookies: [], origins: [] } });

  test("every page leads to the log-in page, and the API answers 401", async ({ page }) => {
    for (const path of ["/", "/requests", "/traces", `/traces/${"ab".repeat(16)}`]) {
      await page.goto(path);
      const back = path === "/" ? "" : `?next=${encodeURIComponent(path)}`;
      await expect(page).toHaveURL(`/login${back}`);
    }
    await expect(page.getByText("npm run login-link")).toBeVisible();
    const answer = await page.request.get("/api/v1/services");
    expect(answer.status()).toBe(401);
  });
});
