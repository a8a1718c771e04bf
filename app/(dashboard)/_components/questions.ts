import type { Bar } from "@/components/frame/bar-state.ts";
import type { RequestsQuestion } from "@/lib/client/requests.ts";
import { stepSecondsFor } from "@/lib/view/ranges.ts";

/** Points of a figure's sparkline. */
const SPARK_POINTS = 60;

/** All services of the bar as one group: the overview's figures. */
export const allRequestsQuestion = (bar: Bar): RequestsQuestion => ({
  from: bar.from,
  to: bar.to,
  step: stepSecondsFor(bar, { nowMs: Date.now(), points: SPARK_POINTS }),
  environment: bar.environment,
  namespace: bar.namespace,
  service: bar.service,
  groupBy: "",
  compare: bar.compare === "previous" ? bar.compare : null,
});
