const UNIT_MS = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
} as const;

type Unit = keyof typeof UNIT_MS;

const isUnit = (text: string): text is Unit => text in UNIT_MS;

/** Milliseconds of a text such as `250ms`, `90s`, `5m`, `24h`, `3d`, `2w`; null when it is not one. */
export function parseDurationMs(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d|w)$/.exec(text.trim());
  const unit = match?.[2] ?? "";
  return match && isUnit(unit) ? Number(match[1]) * UNIT_MS[unit] : null;
}
