import type { AlertConcernName } from "@/lib/domain/alert-measures.ts";

/** Figures by measure, and how many samples they were made of; count null: not told. */
export type AlertFigures = { figures: Readonly<Record<string, unknown>>; count: number | null };

/** One thing that a concern tells of over the whole of a range. */
export type AlertThing = AlertFigures & { key: Record<string, string> };

/** The figures of one part of a range, which begins at `atMs`. */
export type AlertPoint = AlertFigures & { atMs: number };

/** One thing over a range, and part by part; parts are worked out when they are asked for. */
export type AlertSeries = AlertThing & { points: () => AlertPoint[] };

/** What rules ask of a concern together. `measure` only where the answer depends on it. */
export type AlertQuestion = {
  concern: AlertConcernName;
  measure: string | null;
  filters: Record<string, string[]>;
  groupBy: string[];
  fromMs: number;
  toMs: number;
  /** Of requests: how long a request may take to count as good, in ms; absent: that is not asked. */
  targetMs?: number;
  /** Seconds of a part of the range; absent: the range as a whole. */
  stepSeconds?: number;
};
