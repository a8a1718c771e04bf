import type { Locator } from "@playwright/test";
import { Frame } from "./frame.ts";

/** The page of logs. */
export class LogsPage extends Frame {
  async open(query: string): Promise<void> {
    await this.page.goto(`/logs${query}`);
    await this.condition.waitFor();
  }

  /** The lines of the list, newest first. */
  get lines(): Locator {
    return this.page.getByRole("list", { name: "Log records" }).getByRole("listitem");
  }

  get searchBox(): Locator {
    return this.page.getByRole("main").getByRole("combobox", { name: "Search logs" });
  }

  get tail(): Locator {
    return this.page.getByRole("button", { name: /live tail|Connecting/i });
  }

  async find(search: string): Promise<void> {
    await this.searchBox.fill(search);
    await this.searchBox.press("Enter");
    await this.searchBox.press("Enter");
    await this.expectParam("search", search === "" ? null : search);
  }

  /** The record that is open at the side. */
  panel(service: string): Locator {
    return this.page.getByRole("dialog", { name: service });
  }
}
