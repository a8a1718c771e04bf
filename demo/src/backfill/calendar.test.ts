import { describe, expect, it } from "vitest";
import { hadFault, ordersReleaseAt } from "./calendar.ts";

/** November 2026: the 2nd, the 9th, the 16th and the 23rd are Mondays. */
const november = (day: number, hour = 0, minute = 0) => Date.UTC(2026, 10, day, hour, minute);

describe("the faults of the past", () => {
  it.each([
    ["slow-endpoint", "Tuesday", november(17, 13, 19), false],
    ["slow-endpoint", "Tuesday", november(17, 13, 20), true],
    ["slow-endpoint", "Tuesday", november(17, 14, 5), false],
    ["slow-endpoint", "Friday", november(20, 17, 30), true],
    ["n-plus-one-release", "Thursday", november(19, 10, 39), true],
    ["n-plus-one-release", "Thursday", november(19, 10, 40), false],
    ["error-burst", "Saturday", november(21, 19, 30), true],
    ["error-burst", "Sunday", november(22, 8, 24), true],
    ["error-burst", "the Sunday before", november(15, 8, 24), true],
    ["error-burst", "Monday", november(16, 8, 24), false],
  ] as const)("%s on %s at %d: %s", (kind, _day, atMs, expected) => {
    expect(hadFault(kind, atMs)).toBe(expected);
  });
});

describe("the builds of orders", () => {
  const end = november(25, 2);

  it("are a slow one at each week's bad deploy and a repaired one at its end, ever newer", () => {
    const versionAt = (atMs: number) => ordersReleaseAt(atMs, end).version;
    expect(versionAt(november(12, 9, 59))).toBe("1.3.37");
    expect(versionAt(november(12, 10))).toBe("1.3.38");
    expect(versionAt(november(12, 10, 40))).toBe("1.3.39");
    expect(versionAt(november(19, 9, 59))).toBe("1.3.39");
    expect(versionAt(november(19, 10))).toBe("1.3.40");
    expect(versionAt(november(19, 10, 40))).toBe("1.3.41");
    expect(versionAt(end)).toBe("1.3.41");
  });

  it("are slow only while the bad deploy lasts", () => {
    expect(ordersReleaseAt(november(19, 10, 20), end).slow).toBe(true);
    expect(ordersReleaseAt(november(19, 11), end).slow).toBe(false);
  });

  it("end with the bad one when the past ends in it", () => {
    const within = november(19, 10, 20);
    expect(ordersReleaseAt(within, within)).toEqual({ version: "1.3.40", slow: true });
  });
});
