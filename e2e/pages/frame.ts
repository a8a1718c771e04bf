import { expect, type Locator, type Page } from "@playwright/test";

/** What every page of the dashboard shares: the top bar, the rail and the keys. */
export class Frame {
  /** The top bar. */
  readonly bar: Locator;
  readonly condition: Locator;
  readonly rangeButton: Locator;
  readonly liveButton: Locator;
  readonly search: Locator;

  constructor(readonly page: Page) {
    this.bar = page.getByRole("banner");
    this.condition = page.getByRole("heading", { level: 1 });
    this.rangeButton = this.bar.getByRole("button", { name: /^Time range/ });
    this.liveButton = this.bar.getByRole("button", { name: /^(Live|Held|Paused|Fixed)\./ });
    this.search = this.bar.getByRole("combobox", { name: /^Search/ });
  }

  /** One parameter of the address; null when it is not there. */
  param(name: string): string | null {
    return new URL(this.page.url()).searchParams.get(name);
  }

  async expectParam(name: string, value: string | RegExp | null): Promise<void> {
    const poll = expect.poll(() => this.param(name), { message: `the address's ${name}` });
    await (value instanceof RegExp ? poll.toMatch(value) : poll.toBe(value));
  }

  async chooseQuickRange(label: string): Promise<void> {
    await this.rangeButton.click();
    await this.page.getByRole("button", { name: label, exact: true }).click();
  }

  async chooseZone(name: RegExp): Promise<void> {
    await this.rangeButton.click();
    await this.page.getByRole("button", { name }).click();
    await this.page.keyboard.press("Escape");
  }

  async chooseTheme(label: "Dark" | "Light" | "System"): Promise<void> {
    const item = this.page.getByRole("menuitemradio", { name: label });
    // Until the page is taken over by the browser, a click opens nothing.
    await expect(async () => {
      if (!(await item.isVisible())) {
        await this.bar.getByRole("button", { name: /^Theme/ }).click({ timeout: 5_000 });
      }
      await item.click({ timeout: 2_000 });
    }).toPass();
  }

  async chooseEnvironment(name: string): Promise<void> {
    await this.bar.getByRole("button", { name: /^Env/ }).click();
    await this.page.getByRole("menuitemradio", { name, exact: true }).click();
  }

  async chooseService(name: string): Promise<void> {
    await this.bar.getByRole("button", { name: /^Service/ }).click();
    await this.page.getByRole("menuitemradio", { name, exact: true }).click();
  }

  async logOut(): Promise<void> {
    await this.bar.getByRole("button", { name: /^Account/ }).click();
    await this.page.getByRole("menuitem", { name: "Log out" }).click();
  }
}
