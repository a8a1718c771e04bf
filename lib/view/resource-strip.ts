import type {
  ResourceFigures,
  ResourceGroup,
  ResourcesResponse,
} from "@/lib/contract/resources.ts";
import { largestKnown, sumOfKnown } from "@/lib/domain/known-figures.ts";
import { SATURATED_RATIO } from "@/lib/domain/resources.ts";
import { changeText, ratioChangeText } from "./change.ts";
import { courseOf } from "./course.ts";
import type { Figure } from "./figure.ts";
import { type Formatted, formatRatio, UNKNOWN } from "./format.ts";
import { unitFormat } from "./unit-format.ts";

type Read = (figures: ResourceFigures) => number | null;
type Merge = typeof sumOfKnown;
type WholeFigure = Exclude<keyof NonNullable<ResourcesResponse["whole"]>, "at">;

const bytes = unitFormat("By").write;
const bytesPerSecond = unitFormat("By/s").write;

const traffic: Read = (one) =>
  sumOfKnown([one.networkReceiveBytesPerSecond, one.networkTransmitBytesPerSecond]);

/** Five figures over everything that reports what it uses, with the change against the period before. */
export function resourceStrip(
  { groups, whole }: Pick<ResourcesResponse, "groups" | "whole">,
  before: string,
): Figure[] {
  const figure = (
    { id, label }: Pick<Figure, "id" | "label">,
    { read, merge, of }: { read: Read; merge: Merge; of: WholeFigure },
    write: (value: number | null) => Formatted,
    isRatio: boolean,
  ): Figure => {
    const now = merge(groups.map(({ totals }) => read(totals)));
    const was = merge(groups.map(({ previous }) => (previous ? read(previous.totals) : null)));
    const text = isRatio ? ratioChangeText({ now, before: was }) : changeText({ now, before: was });
    const isOver = isRatio && now !== null && now > SATURATED_RATIO;
    return {
      ...{ id, label, status: isOver ? "warning" : "ok", value: write(now) },
      change: text === null ? null : { text, tone: "calm" },
      ...(text === null ? {} : { note: `vs ${before}` }),
      spark: {
        values:
          whole?.[of] ??
          courseOf(
            groups.map(({ points }) => points),
            read,
            merge,
          ),
      },
    };
  };
  return [
    saturatedFigure(groups),
    figure(
      { id: "cpu", label: "CPU, the busiest" },
      { read: (one) => one.cpuUtilization, merge: largestKnown, of: "cpuUtilization" },
      formatRatio,
      true,
    ),
    figure(
      { id: "memory", label: "Memory, all together" },
      { read: (one) => one.memoryUsageBytes, merge: sumOfKnown, of: "memoryUsageBytes" },
      bytes,
      false,
    ),
    figure(
      { id: "event-loop", label: "Event loop, the busiest" },
      { read: (one) => one.eventLoopUtilization, merge: largestKnown, of: "eventLoopUtilization" },
      formatRatio,
      true,
    ),
    figure(
      { id: "network", label: "Network, all together" },
      { read: traffic, merge: sumOfKnown, of: "networkBytesPerSecond" },
      bytesPerSecond,
      false,
    ),
  ];
}

function saturatedFigure(groups: readonly ResourceGroup[]): Figure {
  const count = (condition: ResourceGroup["condition"]) =>
    groups.filter((group) => group.condition === condition).length;
  const saturated = count("saturated");
  const judged = groups.length - count(null);
  const idle = count("idle");
  return {
    ...{ id: "saturated", label: "Saturated", change: null },
    status: saturated > 0 ? "warning" : judged === 0 ? "unknown" : "ok",
    value: { value: judged === 0 ? UNKNOWN : String(saturated), unit: "" },
    aside: `of ${judged}`,
    note:
      idle === 0 ? "none is idle" : `${idle} hardly ${idle === 1 ? "uses its" : "use their"} CPU`,
  };
}
