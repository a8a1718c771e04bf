/** `=` any of equal filters of one attribute; `!=` none of them; `~` contains the text or matches the pattern. */
export const FILTER_OPERATORS = ["=", "!=", "~", "!~"] as const;
export type FilterOperator = (typeof FILTER_OPERATORS)[number];

/** One condition on an attribute of a series. */
export type MetricFilter = { attribute: string; operator: FilterOperator; value: string };

/** Reads `http.route=/pay`, `http.route!=/pay`, `http.route~pay`; null when it is none of them. */
export function parseFilter(text: string): MetricFilter | null {
  const match = /^([^=!~]+)(!=|!~|=|~)(.*)$/s.exec(text);
  const operator = FILTER_OPERATORS.find((candidate) => candidate === match?.[2]);
  const attribute = match?.[1]?.trim();
  return attribute && operator ? { attribute, operator, value: match?.[3] ?? "" } : null;
}

/** The filter as it stands in the URL and as `parseFilter` reads it. */
export const writeFilter = ({ attribute, operator, value }: MetricFilter): string =>
  `${attribute}${operator}${value}`;

const WORDS: Record<FilterOperator, string> = { "=": "=", "!=": "≠", "~": "~", "!~": "≁" };
const SPOKEN: Record<FilterOperator, string> = {
  "=": "is",
  "!=": "is not",
  "~": "matches",
  "!~": "does not match",
};

/** Short for a chip: "http.route ≠ /pay". */
export const filterLabel = ({ attribute, operator, value }: MetricFilter): string =>
  `${attribute} ${WORDS[operator]} ${value === "" ? "(empty)" : value}`;

/** The operator in words, for a choice. */
export const operatorWords = (operator: FilterOperator): string => SPOKEN[operator];
