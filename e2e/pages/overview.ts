import type { Locator } from "@playwright/test";
import { Frame } from "./frame.ts";

const COLUMNS = ["service", "rate", "errors", "p95"] as const;

/** All services on one page. */
export class OverviewPage extends Frame {
  async open(query = ""): Promise<void> {
    await this.page.goto(`/${query}`);
  }

  /** A service's row; several environments have several. */
  row(service: string): Locator {
    return this.page
      .getByRole("table", { name: "Services" })
      .getByRole("row")
      .filter({ has: this.page.getByText(service, { exact: true }) });
  }

  cell(service: string, column: (typeof COLUMNS)[number]): Locator {
    return this.row(service).getByRole("cell").nth(COLUMNS.indexOf(column));
  }

  /** The number in a cell, without its unit. */
  async figure(service: string, column: (typeof COLUMNS)[number]): Promise<number> {
    const text = await this.cell(service, column).textContent();
    return Number(/[\d,]*\.?\d+/.exec(text ?? "")?.[0].replaceAll(",", ""));
  }

  /** The number beside a label of a service's panel, which must be open. */
  async panelFigure(service: string, label: string): Promise<number> {
    const term = this.panel(service).getByText(label, { exact: true });
    const text = await term.locator("xpath=following-sibling::dd").textContent();
    return Number(/[\d,]*\.?\d+/.exec(text ?? "")?.[0].replaceAll(",", ""));
  }

  panel(service: string): Locator {
    return this.page.getByRole("dialog", { name: service });
  }
}
