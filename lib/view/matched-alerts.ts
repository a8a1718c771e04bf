import type { Inhibition } from "@/lib/domain/inhibition.ts";
import { matchesLabels, type SilenceMatcher } from "@/lib/domain/silences.ts";
import type { AlertRow } from "./alerts.ts";

/** Alerts that some matchers fit: those of now, and how many of the last week are over. */
export type MatchedAlerts = { now: AlertRow[]; over: number };

/** What of the known alerts some matchers fit. */
export function matchedAlerts(
  rows: readonly AlertRow[],
  matchers: readonly SilenceMatcher[],
): MatchedAlerts {
  const matched = rows.filter(({ labels }) => matchesLabels(matchers, labels));
  const now = matched.filter(({ alert }) => alert.state !== "resolved");
  return { now, over: matched.length - now.length };
}

/** How much that is, such as `2 alerts now, 5 more of the last 7 days`. */
export function matchedText({ now, over }: MatchedAlerts): string {
  if (now.length === 0 && over === 0) return "No alert of now or of the last 7 days has them.";
  const count = (n: number) => (n === 0 ? "no alert" : n === 1 ? "one alert" : `${n} alerts`);
  const before = over === 0 ? "" : `, ${over} that ended in the last 7 days`;
  return `${capital(count(now.length))} now${before}.`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** What an inhibition needs to hide an alert, in words. */
export const inhibitionText = ({ equal }: Pick<Inhibition, "equal">): string =>
  equal.length === 0 ? "wherever they are" : `of the same ${equal.join(", ")}`;

/** The inhibitions with one more, or the one at a place changed. */
export function withInhibition(
  inhibitions: readonly Inhibition[],
  { at, inhibition }: { at: number; inhibition: Inhibition },
): Inhibition[] {
  const next = [...inhibitions];
  next[Math.min(at, next.length)] = inhibition;
  return next;
}
