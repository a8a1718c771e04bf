import type { Locator, Page } from "@playwright/test";
import { Frame } from "./frame.ts";

/** The plot between the gutters of the charts, in px of their box. */
const GUTTER_PX = 52;
const RIGHT_PX = 12;

/** One service: charts on one axis and the breakdown. */
export class RequestsPage extends Frame {
  /** The crosshair of all charts, which keys move. */
  readonly cursor: Locator;

  constructor(page: Page) {
    super(page);
    this.cursor = page.getByRole("slider", { name: "Requests over time" });
  }

  async open(query: string): Promise<void> {
    await this.page.goto(`/requests${query}`);
    await this.cursor.waitFor();
  }

  /** A point of the charts: `share` of the range from the left. */
  private async pointAt(share: number): Promise<{ x: number; y: number }> {
    const box = await this.cursor.locator("..").boundingBox();
    if (box === null) throw new Error("the charts are not drawn");
    const width = box.width - GUTTER_PX - RIGHT_PX;
    return { x: box.x + GUTTER_PX + share * width, y: box.y + 120 };
  }

  async clickAt(share: number): Promise<void> {
    const { x, y } = await this.pointAt(share);
    await this.page.mouse.click(x, y);
  }

  async doubleClickAt(share: number): Promise<void> {
    const { x, y } = await this.pointAt(share);
    await this.page.mouse.dblclick(x, y);
  }

  /** Drags over a stretch of the range. */
  async drag(fromShare: number, toShare: number): Promise<void> {
    const from = await this.pointAt(fromShare);
    const to = await this.pointAt(toShare);
    await this.page.mouse.move(from.x, from.y);
    await this.page.mouse.down();
    await this.page.mouse.move(to.x, to.y, { steps: 8 });
    await this.page.mouse.up();
  }

  breakdownRow(name: string): Locator {
    return this.page.getByRole("row").filter({ has: this.page.getByText(name, { exact: true }) });
  }
}
