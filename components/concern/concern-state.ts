import type { Bar } from "@/components/frame/bar-state.ts";
import { MOST_LINES } from "@/lib/view/concern-track.ts";

/** What a concern page asks of its endpoint, from the bar alone; of the period before it shows totals. */
export const concernQuestion = (bar: Bar) => ({
  from: bar.from,
  to: bar.to,
  environment: bar.environment,
  namespace: bar.namespace,
  service: bar.service,
  compare: bar.compare === "previous" ? ("previous-totals" as const) : null,
});

/** As `concernQuestion`, with points only of what is drawn by itself. */
export const drawnQuestion = (bar: Bar) => ({ ...concernQuestion(bar), courses: MOST_LINES });
