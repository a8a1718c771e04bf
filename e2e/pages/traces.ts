import type { Locator } from "@playwright/test";
import { Frame } from "./frame.ts";

/** The list of traced requests. */
export class TracesPage extends Frame {
  async open(query: string): Promise<void> {
    await this.page.goto(`/traces${query}`);
    await this.rows.first().waitFor();
  }

  /** The rows of the table, newest first, without its head. */
  get rows(): Locator {
    return this.page.getByRole("table", { name: "Traced requests" }).locator("tbody tr");
  }

  /** Conditions on any span. */
  get searchField(): Locator {
    return this.page.getByRole("combobox", { name: "Search in all spans" });
  }

  /** The moments of the listed requests in Unix ms. */
  async momentsMs(): Promise<number[]> {
    const times = await this.rows
      .locator("time")
      .evaluateAll((elements) => elements.map((element) => element.getAttribute("datetime") ?? ""));
    return times.map((text) => Date.parse(text));
  }
}
