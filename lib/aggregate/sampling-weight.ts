/**
 * How many spans a sampled span stands for, from the `ot=th:…` entry of its trace state; 1 when there is none or it
 * is not valid. `th` is a rejection threshold: up to 14 hex digits of a 56-bit fraction, trailing zeros left out.
 * @see OpenTelemetry specification, "TraceState: Probability Sampling"
 */
export function samplingWeight(traceState: string): number {
  const vendor = traceState.split(",").find((entry) => entry.trim().startsWith("ot="));
  const match = vendor && /(?:^|[=;])th:([0-9a-f]{1,14})(?:;|$)/.exec(vendor.trim());
  if (!match?.[1]) return 1;
  const rejected = Number.parseInt(match[1].padEnd(14, "0"), 16) / 2 ** 56;
  return rejected < 1 ? 1 / (1 - rejected) : 1;
}
