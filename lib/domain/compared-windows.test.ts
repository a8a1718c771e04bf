import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { comparedWindows } from "./compared-windows.ts";

const asked = { windowSeconds: 600, rowSeconds: 10 };

describe("comparedWindows", () => {
  it("takes ten minutes on both sides and leaves out the row of the event", () => {
    expect(comparedWindows({ at: 10_005, others: [], until: 20_000 }, asked)).toEqual({
      windowSeconds: 600,
      before: { from: 9_400, to: 10_000 },
      after: { from: 10_010, to: 10_610 },
    });
  });

  it("loses no row when the event lies between two", () => {
    const windows = comparedWindows({ at: 10_000, others: [], until: 20_000 }, asked);
    expect([windows?.before.to, windows?.after.from]).toEqual([10_000, 10_000]);
  });

  it("ends both at the present", () => {
    const windows = comparedWindows({ at: 10_000, others: [], until: 10_125 }, asked);
    expect(windows).toEqual({
      windowSeconds: 120,
      before: { from: 9_880, to: 10_000 },
      after: { from: 10_000, to: 10_120 },
    });
  });

  it("keeps other events out of both", () => {
    const near = comparedWindows({ at: 10_000, others: [9_695, 10_900], until: 20_000 }, asked);
    expect(near?.before).toEqual({ from: 9_700, to: 10_000 });
    const after = comparedWindows({ at: 10_000, others: [10_205], until: 20_000 }, asked);
    expect(after?.after).toEqual({ from: 10_000, to: 10_200 });
  });

  it("has none shorter than a minute, or than a row", () => {
    expect(comparedWindows({ at: 10_000, others: [], until: 10_059 }, asked)).toBeNull();
    const hours = { windowSeconds: 600, rowSeconds: 3_600 };
    expect(comparedWindows({ at: 36_000, others: [], until: 39_599 }, hours)).toBeNull();
    expect(comparedWindows({ at: 36_000, others: [], until: 39_600 }, hours)?.windowSeconds).toBe(
      3_600,
    );
  });

  it("is always two equal windows of whole rows around the event and free of others", () => {
    const second = fc.integer({ min: 1_000_000, max: 1_010_000 });
    fc.assert(
      fc.property(
        fc.record({ at: second, others: fc.array(second), until: second }),
        fc.record({
          windowSeconds: fc.integer({ min: 60, max: 5_000 }),
          rowSeconds: fc.constantFrom(10, 60, 3_600),
        }),
        (event, limits) => {
          const windows = comparedWindows(event, limits);
          if (windows === null) return;
          const { before, after, windowSeconds } = windows;
          expect(before.to - before.from).toBe(windowSeconds);
          expect(after.to - after.from).toBe(windowSeconds);
          expect(before.to).toBeLessThanOrEqual(event.at);
          expect(after.from).toBeGreaterThanOrEqual(event.at);
          expect(after.to).toBeLessThanOrEqual(event.until);
          for (const edge of [before.from, before.to, after.from, after.to]) {
            expect(edge % limits.rowSeconds).toBe(0);
          }
          for (const other of event.others) {
            if (other === event.at) continue;
            expect(other > before.from && other < before.to).toBe(false);
            expect(other > after.from && other < after.to).toBe(false);
          }
        },
      ),
    );
  });
});
