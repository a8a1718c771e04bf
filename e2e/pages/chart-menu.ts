import type { Locator, Page } from "@playwright/test";

/** The menu of one chart, by its title. */
export class ChartMenu {
  readonly button: Locator;

  constructor(
    readonly page: Page,
    title: string,
  ) {
    this.button = page.getByRole("button", { name: `${title}: copy, explore` });
  }

  async choose(item: string): Promise<void> {
    await this.button.click();
    await this.page.getByRole("menuitem", { name: item }).click();
  }

  /** What was put on the clipboard as text. */
  async copiedText(item: string, said: string): Promise<string> {
    await this.choose(item);
    await this.page.getByRole("status").filter({ hasText: said }).waitFor();
    return this.page.evaluate(() => navigator.clipboard.readText());
  }
}
