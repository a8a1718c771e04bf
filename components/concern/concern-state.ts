import type { Bar } from "@/components/frame/bar-state.ts";

/** What a concern page asks of its endpoint, from the bar alone. */
export const concernQuestion = (bar: Bar) => ({
  from: bar.from,
  to: bar.to,
  environment: bar.environment,
  namespace: bar.namespace,
  service: bar.service,
  compare: bar.compare === "previous" ? bar.compare : null,
});
