import { describe, expect, it } from "vitest";
import { unitFormat, writeWith } from "./unit-format.ts";

const plain = (text: string) => text.replaceAll("\u00a0", " ");
const write = (unit: string, value: number | null, metric = "") =>
  plain(writeWith(unitFormat(unit, metric))(value));

describe("figures", () => {
  it.each([
    ["s", 0.4861, "486 ms"],
    ["s", 12.34, "12.3 s"],
    ["s", 0.0000123, "12.3 µs"],
    ["ms", 5, "5.00 ms"],
    ["ns", 250, "250 ns"],
    ["ns", 2_500_000, "2.50 ms"],
    ["By", 512, "512 B"],
    ["By", 1_536, "1.50 KiB"],
    ["By", 3 * 2 ** 30, "3 GiB"],
    ["MiBy", 2_048, "2 GiB"],
    ["By/s", 1_048_576, "1 MiB/s"],
    ["1", 12, "12"],
    ["1", 0.25, "0.250"],
    ["%", 41.237, "41.2 %"],
    ["{request}", 1, "1 request"],
    ["{request}/s", 4_812.4, "4,812 requests/s"],
    ["{query}", 7, "7 queries"],
    ["{process}", 3, "3 processes"],
    ["{threads}", 3, "3 threads"],
    ["1/s", 2.5, "2.50 /s"],
    ["Cel", 21.5, "21.5 °C"],
    ["widgets", 4, "4 widgets"],
    ["", 4, "4"],
    ["{item}", -3, "−3 items"],
  ])("%s: %s is written %s", (unit, value, text) => {
    expect(write(unit, value)).toBe(text);
  });

  it("writes a ratio as per cent when the metric's name says that it is one", () => {
    expect(write("1", 0.4237, "system.cpu.utilization")).toBe("42.4 %");
    expect(write("1", 0.4237, "queue.depth")).toBe("0.424");
  });

  it("does not write the unknown as zero", () => {
    expect(write("s", null)).toBe("–");
  });
});

describe("ticks", () => {
  const labels = (unit: string, max: number, min = 0) =>
    unitFormat(unit)
      .ticks({ min, max }, 4)
      .map(({ label }) => plain(label));

  it("are round in the scale that is read", () => {
    expect(labels("s", 0.8)).toEqual(["0", "200 ms", "400 ms", "600 ms", "800 ms"]);
    expect(labels("By", 7 * 2 ** 20)).toEqual(["0", "2 MiB", "4 MiB", "6 MiB", "8 MiB"]);
    expect(labels("{request}/s", 1_500)).toEqual(["0", "0.4 k", "0.8 k", "1.2 k", "1.6 k"]);
    expect(labels("s", 0.95)).toEqual(["0", "0.25 s", "0.5 s", "0.75 s", "1 s"]);
    expect(labels("s", 3_600)).toEqual(["0", "20 min", "40 min", "60 min"]);
  });

  it("keep the metric's own unit as their value", () => {
    expect(unitFormat("s").ticks({ min: 0, max: 0.8 }, 4).at(-1)?.value).toBeCloseTo(0.8);
    expect(unitFormat("MiBy").ticks({ min: 0, max: 2_048 }, 2).at(-1)?.value).toBeCloseTo(2_048);
  });

  it("are short for single values too", () => {
    expect([0, 0.05, 1, 2.5].map((value) => plain(unitFormat("s").tick(value)))).toEqual([
      "0",
      "50 ms",
      "1 s",
      "2.5 s",
    ]);
    expect(plain(unitFormat("{item}").tick(2_500))).toBe("2.5 k");
  });

  it("go below zero when figures do", () => {
    expect(labels("1", 2, -2)).toEqual(["−2", "−1", "0", "1", "2"]);
  });
});
