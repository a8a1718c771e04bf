import type { Locator, Page } from "@playwright/test";
import { Frame } from "./frame.ts";

/** One trace as a waterfall. */
export class TracePage extends Frame {
  readonly tree: Locator;
  readonly find: Locator;

  constructor(page: Page) {
    super(page);
    this.tree = page.getByRole("tree", { name: "Spans of this trace" });
    this.find = page.getByRole("searchbox", { name: /^Find/ });
  }

  async open(traceId: string, query = ""): Promise<void> {
    await this.page.goto(`/traces/${traceId}${query}`);
  }

  get spans(): Locator {
    return this.tree.getByRole("treeitem");
  }

  /** A span by the beginning of its spoken name: service and title. */
  span(name: string): Locator {
    return this.tree.getByRole("treeitem", { name });
  }
}
