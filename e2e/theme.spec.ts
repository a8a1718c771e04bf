import { expect, test } from "./fixtures/test.ts";
import { OverviewPage } from "./pages/overview.ts";

const backgroundOf = (overview: OverviewPage) =>
  overview.page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);

/** 0 is black, 1 is white. */
async function brightnessOf(overview: OverviewPage): Promise<number> {
  const colour = await backgroundOf(overview);
  return overview.page.evaluate((text) => {
    const canvas = document.createElement("canvas").getContext("2d");
    if (canvas === null) throw new Error("no canvas");
    canvas.fillStyle = text;
    canvas.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = canvas.getImageData(0, 0, 1, 1).data;
    return (red + green + blue) / 3 / 255;
  }, colour);
}

async function expectBrightness(overview: OverviewPage, theme: "Dark" | "Light"): Promise<void> {
  const poll = expect.poll(() => brightnessOf(overview), { message: theme });
  await (theme === "Light" ? poll.toBeGreaterThan(0.8) : poll.toBeLessThan(0.25));
}

test("dark and light stay, and the first byte of the page already has them", async ({
  page,
  headroom,
}) => {
  const overview = new OverviewPage(page);
  await overview.open();
  for (const theme of ["Light", "Dark"] as const) {
    await overview.chooseTheme(theme);
    await expectBrightness(overview, theme);
    await page.reload();
    await expectBrightness(overview, theme);
    const html = await (await page.request.get(headroom.url)).text();
    expect(html).toContain(`data-theme="${theme.toLowerCase()}"`);
  }
});

test("system follows the system while the page is open", async ({ page }) => {
  const overview = new OverviewPage(page);
  await overview.open();
  await overview.chooseTheme("System");
  await page.emulateMedia({ colorScheme: "light" });
  await expectBrightness(overview, "Light");
  await page.emulateMedia({ colorScheme: "dark" });
  await expectBrightness(overview, "Dark");
});
