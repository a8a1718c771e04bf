import type { RequestsQuestion } from "@/lib/client/requests.ts";
import type { ServicesQuestion } from "@/lib/client/services.ts";
import type { TimelineQuestion } from "@/lib/client/timeline.ts";
import { stepSecondsFor } from "@/lib/view/ranges.ts";
import type { Bar } from "./bar-state.ts";

/** Points of a row's sparkline; breaches are found at this step too. */
const SPARK_POINTS = 60;

/** The first of the two questions behind every list of services; pages prefetch the same ones. */
export const servicesQuestion = ({ from, to, environment }: Bar): ServicesQuestion => ({
  from,
  to,
  environment,
});

/** What happened meanwhile: it names versions on every list of services. */
export const timelineQuestion = ({ from, to, environment }: Bar): TimelineQuestion => ({
  from,
  to,
  environment,
});

/** The second one: their points, and the period before. */
export const serviceRequestsQuestion = ({
  from,
  to,
  environment,
  compare,
}: Bar): RequestsQuestion => ({
  from,
  to,
  step: stepSecondsFor({ from, to }, { nowMs: Date.now(), points: SPARK_POINTS }),
  environment,
  groupBy: "service",
  compare: compare === "previous" ? compare : null,
});

/** What the concerns tell of every service. */
export const overviewQuestion = ({ from, to, environment }: Bar) => ({ from, to, environment });

/** Who scales, for the mark of its page. */
export const scalingMarkQuestion = ({ from, to, environment, namespace, service }: Bar) => ({
  ...{ from, to, environment, namespace, service },
});
