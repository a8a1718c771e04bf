/** What the bench asks of the process that sends bodies. */
export type Ask =
  | { kind: "prepare"; spansPerBody: number; bodies: number; seconds: number; seed: number }
  | { kind: "run"; port: number; connections: number; warmSeconds: number; seconds: number };

/** What it answers. */
export type Answer =
  | ({ kind: "prepared" } & Prepared)
  | ({ kind: "ran" } & Sent)
  | { kind: "failed"; message: string };

export type Prepared = { bodies: number; spans: number; plainBytes: number; gzipBytes: number };

/** What was acknowledged. `spans` and `requests`: of the whole run; the rates: of the measured part of it. */
export type Sent = {
  bodies: number;
  spans: number;
  requests: number;
  measuredSeconds: number;
  measuredSpans: number;
  measuredBodies: number;
  /** Milliseconds from the first byte sent to the answer, of the measured part. */
  ackP50Ms: number | null;
  ackP95Ms: number | null;
  ackP99Ms: number | null;
  /** Bodies that were answered otherwise and sent again, by status. */
  refused: Record<string, number>;
  /** True: every prepared body was sent before the time was over. */
  ranOut: boolean;
};
