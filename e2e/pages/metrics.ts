import type { Locator, Page } from "@playwright/test";
import { Frame } from "./frame.ts";

/** The explorer of any metric. */
export class MetricsPage extends Frame {
  readonly find: Locator;
  /** The crosshair of the charts, which keys move. */
  readonly cursor: Locator;
  readonly groups: Locator;

  constructor(page: Page) {
    super(page);
    this.find = page.getByRole("combobox", { name: "Search metrics" });
    this.cursor = page.getByRole("slider", { name: "Metric over time" });
    this.groups = page.getByRole("table", { name: "Groups" });
  }

  async open(query = ""): Promise<void> {
    await this.page.goto(`/metrics${query}`);
    await this.condition.waitFor();
  }

  /** A metric in the list of all. */
  metric(name: string): Locator {
    return this.page
      .getByRole("listbox", { name: "Metrics" })
      .getByRole("option")
      .filter({ hasText: name });
  }

  group(label: string): Locator {
    return this.groups.getByRole("row").filter({ hasText: label });
  }

  /** A figure of a group by its column, as it is written, with plain spaces. */
  async figure(label: string, column: "Last" | "Mean" | "Max" | "Range"): Promise<string> {
    const heads = await this.groups.getByRole("columnheader").allTextContents();
    const cell = this.group(label).getByRole("cell").nth(heads.indexOf(column));
    return ((await cell.textContent()) ?? "").replaceAll("\u00a0", " ");
  }

  /** Chooses in the panel that a button with a plus opens: types and takes each text with Enter. */
  async add(button: string, ...texts: string[]): Promise<void> {
    await this.page.getByRole("button", { name: button }).click();
    for (const text of texts) {
      const field = this.page.getByRole("dialog").getByRole("combobox").last();
      await field.fill(text);
      await this.page.getByRole("option").filter({ hasText: text }).first().click();
    }
  }
}
