import type { Locator } from "@playwright/test";
import { Frame } from "./frame.ts";

/** What services do with their databases. */
export class DatabasesPage extends Frame {
  async open(query: string): Promise<void> {
    await this.page.goto(`/databases${query}`);
  }

  table(name: string): Locator {
    return this.page.getByRole("table", { name, exact: true });
  }

  /** Rows of a table without its head. */
  rows(name: string): Locator {
    return this.table(name).locator("tbody").getByRole("row");
  }

  get figures(): Locator {
    return this.page.getByRole("list", { name: "Databases" });
  }
}
