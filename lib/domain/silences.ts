/** One condition on a label of an alert. `*` in the value stands for any text. */
export type SilenceMatcher = {
  name: string;
  value: string;
  /** False: the label must be something else. */
  isEqual: boolean;
};

/** What says nothing from one time (inclusive) to another. */
export type Silence = { matchers: readonly SilenceMatcher[]; startsMs: number; endsMs: number };

/**
 * What can be matched of an alert: its labels, its group's key, who it is, and while its rule is known what that asks
 * for. Its own names win over labels.
 */
export function alertLabels(
  alert: {
    ruleId: string;
    ruleName: string;
    severity: string;
    labels: Readonly<Record<string, string>>;
    key: Readonly<Record<string, string>>;
  },
  query: { concern: string; measure: string } | null,
): Record<string, string> {
  const { ruleId, ruleName, severity, labels, key } = alert;
  const asked = query === null ? {} : { concern: query.concern, measure: query.measure };
  return { ...labels, ...key, ...asked, alertname: ruleName, severity, ruleId };
}

/** Whether every matcher fits. A label that is missing is empty. */
export const matchesLabels = (
  matchers: readonly SilenceMatcher[],
  labels: Readonly<Record<string, string>>,
): boolean =>
  matchers.every(({ name, value, isEqual }) => fits(value, labels[name] ?? "") === isEqual);

/** Whether a silence hides an alert of these labels at a time. */
export const isSilencedBy = (
  { matchers, startsMs, endsMs }: Silence,
  labels: Readonly<Record<string, string>>,
  atMs: number,
): boolean => startsMs <= atMs && atMs < endsMs && matchesLabels(matchers, labels);

/** Whether a text fits a pattern of texts and stars, in time linear in both. */
function fits(pattern: string, text: string): boolean {
  const [first = "", ...rest] = pattern.split("*");
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
