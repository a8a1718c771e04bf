import type { ScalingFigures, ScalingParams, ScalingResponse } from "@/lib/contract/scaling.ts";
import {
  SCALING_LENS,
  type ScalingDimension,
  type ScalingMeasure,
} from "@/lib/domain/scaling-lens.ts";
import { answerConcern, pointsOf } from "./concern-answer.ts";
import { type LensLine, readLens } from "./lens-lines.ts";

type Line = LensLine<ScalingDimension, ScalingMeasure>;

/** Instances of autoscalers and deployments, over a range and point by point. Throws `ParameterError`. */
export async function queryScaling(params: ScalingParams, nowMs: number): Promise<ScalingResponse> {
  const { extras: _, ...answer } = await answerConcern(params, nowMs, async (client, question) => {
    const { plan, lines } = await readLens(client, { ...question, lens: SCALING_LENS });
    const things = new Map<string, Line[]>();
    for (const line of lines) {
      const text = JSON.stringify(Object.values(keyOf(line)));
      things.set(text, [...(things.get(text) ?? []), line]);
    }
    const groups = [...things.values()].flatMap((own) => {
      const [first] = own;
      if (!first) return [];
      const totals = figuresAt(own, plan.points);
      return [
        { key: keyOf(first), totals, points: pointsOf(plan, (slot) => figuresAt(own, slot)) },
      ];
    });
    return { plan, groups, extras: {} };
  });
  return answer;
}

function keyOf({ namespace, service, environment, dimensions: { hpa, deployment } }: Line) {
  return { namespace, service, environment, hpa, deployment };
}

function figuresAt(lines: readonly Line[], slot: number): ScalingFigures {
  const last = (measure: ScalingMeasure): number | null => {
    const values = lines.flatMap((line) => {
      const value =
        line.measure === measure && line.kind === "gauge" ? line.lasts[slot] : undefined;
      return value === undefined || Number.isNaN(value) ? [] : [value];
    });
    return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0);
  };
  return {
    current: last("current"),
    desired: last("desired"),
    minimum: last("minimum"),
    maximum: last("maximum"),
    restarts: last("restarts"),
  };
}
