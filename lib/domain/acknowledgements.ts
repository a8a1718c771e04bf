import type { Author } from "./ownership.ts";

/** Somebody looks after an alert: it is shown, and no message is repeated because of it. */
export type Acknowledgement = {
  alertId: string;
  /** How severe the alert was: once it is another, the acknowledgement says nothing of it any more. */
  severity: string;
  note: string;
  by: Author;
  atMs: number;
  /** Null: until the alert is over. */
  expiresMs: number | null;
};

/** Whether an acknowledgement holds for its alert at a time. */
export const isAcknowledged = (
  ack: Acknowledgement | undefined,
  { severity }: { severity: string },
  atMs: number,
): ack is Acknowledgement =>
  ack !== undefined &&
  ack.severity === severity &&
  (ack.expiresMs === null || atMs < ack.expiresMs);
