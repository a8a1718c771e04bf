import { expect, type Locator, type Page } from "@playwright/test";
import { Frame } from "./frame.ts";

/** One board, looked at or edited. */
export class BoardPage extends Frame {
  readonly heading: Locator;

  constructor(page: Page) {
    super(page);
    this.heading = page.getByRole("heading", { level: 1 });
  }

  async open(id: string, query = ""): Promise<void> {
    await this.page.goto(`/boards/${id}${query}`);
    await this.heading.waitFor();
  }

  panel(title: string): Locator {
    return this.page.getByRole("region", { name: title, exact: true });
  }

  async edit(): Promise<void> {
    await this.page.getByRole("button", { name: "Edit", exact: true }).click();
    await this.page.getByRole("button", { name: "Discard" }).waitFor();
  }

  async save(): Promise<void> {
    await this.page.getByRole("button", { name: "Save", exact: true }).click();
    await this.page.getByRole("button", { name: "Edit", exact: true }).waitFor();
  }

  /** Where a panel stands, in px from the left top of the page. */
  async boxOf(title: string): Promise<{ x: number; y: number; width: number; height: number }> {
    const box = await this.panel(title).boundingBox();
    if (box === null) throw new Error(`the panel ${title} is not drawn`);
    return box;
  }

  /** Waits until a panel rests at its place. */
  async restingBoxOf(
    title: string,
  ): Promise<{ x: number; y: number; width: number; height: number }> {
    let before = await this.boxOf(title);
    await expect
      .poll(async () => {
        const now = await this.boxOf(title);
        const rests = JSON.stringify(now) === JSON.stringify(before);
        before = now;
        return rests;
      })
      .toBe(true);
    return before;
  }

  /** How panels stand to each other once they rest, wherever the page is scrolled to. */
  async arrangement(...titles: string[]): Promise<readonly (readonly number[])[]> {
    const boxes = [];
    for (const title of titles) boxes.push(await this.restingBoxOf(title));
    const top = boxes[0]?.y ?? 0;
    return boxes.map(({ x, y, width, height }) => [x, y - top, width, height]);
  }

  /** Drags a panel by its head. */
  async drag(title: string, byX: number, byY: number): Promise<void> {
    await this.panel(title).scrollIntoViewIfNeeded();
    const { x, y, width } = await this.restingBoxOf(title);
    await this.dragFrom({ x: x + width / 2, y: y + 18 }, byX, byY);
  }

  /** Drags the corner of a panel. */
  async resize(title: string, byX: number, byY: number): Promise<void> {
    await this.panel(title).scrollIntoViewIfNeeded();
    const { x, y, width, height } = await this.restingBoxOf(title);
    await this.dragFrom({ x: x + width - 6, y: y + height - 6 }, byX, byY);
  }

  private async dragFrom(from: { x: number; y: number }, byX: number, byY: number): Promise<void> {
    await this.page.mouse.move(from.x, from.y);
    await this.page.mouse.down();
    await this.page.mouse.move(from.x + byX, from.y + byY, { steps: 12 });
    await this.page.mouse.up();
  }

  async menu(title: string, item: string): Promise<void> {
    await this.panel(title)
      .getByRole("button", { name: `${title}: edit, duplicate, remove` })
      .click();
    await this.page.getByRole("menuitem", { name: item }).click();
  }
}
