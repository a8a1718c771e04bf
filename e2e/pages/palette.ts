import { expect, type Locator, type Page } from "@playwright/test";

/** The command palette. */
export class Palette {
  readonly dialog: Locator;
  readonly field: Locator;

  constructor(readonly page: Page) {
    this.dialog = page.getByRole("dialog", { name: "Commands" });
    this.field = this.dialog.getByRole("combobox");
  }

  /** The server paints a page before the browser has taken it over: until then no key is heard. */
  async open(): Promise<void> {
    await expect(async () => {
      await this.page.keyboard.press("Control+k");
      await expect(this.field).toBeFocused({ timeout: 1_000 });
    }).toPass();
  }

  option(name: string | RegExp): Locator {
    return this.dialog.getByRole("option", { name });
  }

  /** Types a text, and takes what is chosen once that is the expected entry. */
  async run(text: string, entry: string | RegExp): Promise<void> {
    await this.open();
    await this.page.keyboard.type(text);
    await expect(this.dialog.locator("[role=option][aria-selected=true]")).toContainText(entry);
    await this.page.keyboard.press("Enter");
    await expect(this.dialog).toBeHidden();
  }
}
