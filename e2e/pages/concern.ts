import { expect, type Locator, type Page } from "@playwright/test";
import { Frame } from "./frame.ts";

/** A page of the pattern that every concern follows. */
export class ConcernPage extends Frame {
  readonly panel: Locator;

  constructor(
    page: Page,
    private readonly path: string,
  ) {
    super(page);
    this.panel = page.getByRole("dialog");
  }

  async open(params: Record<string, string>): Promise<void> {
    await this.page.goto(`${this.path}?${new URLSearchParams({ from: "now-15m", ...params })}`);
    await this.condition.waitFor();
  }

  /** A cell of the strip of figures, by its label. */
  figure(strip: string, label: string): Locator {
    return this.page
      .getByRole("list", { name: strip, exact: true })
      .getByRole("listitem")
      .filter({ hasText: label });
  }

  rows(table: string): Locator {
    return this.page.getByRole("table", { name: table, exact: true }).locator("tbody tr");
  }

  /** Opens a row by its button, closes it with Escape, and sees the address and the focus follow. */
  async openAndClose(row: Locator, param: string, look: () => Promise<void>): Promise<void> {
    const button = row.getByRole("button").first();
    await button.click();
    await expect(this.panel).toBeVisible();
    await this.expectParam(param, /./);
    await look();
    await this.page.keyboard.press("Escape");
    await expect(this.panel).toBeHidden();
    await this.expectParam(param, null);
    await expect(button).toBeFocused();
  }
}
