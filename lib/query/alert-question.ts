import type { AlertConcernName } from "@/lib/domain/alert-measures.ts";

/** One thing that a concern tells of: what it is, its figures by measure, and how many samples they were made of. */
export type AlertThing = {
  key: Record<string, string>;
  figures: Readonly<Record<string, unknown>>;
  /** Null: not told. */
  count: number | null;
};

/** What rules ask of a concern together. `measure` only where the answer depends on it. */
export type AlertQuestion = {
  concern: AlertConcernName;
  measure: string | null;
  filters: Record<string, string[]>;
  groupBy: string[];
  fromMs: number;
  toMs: number;
};
