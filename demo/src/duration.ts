const UNIT_MS: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** Milliseconds of a text such as `90m`, `36h`, `7d` or `2w`; undefined when it is not one. */
export function readDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)([mhdw])$/.exec(text.trim());
  const unit = UNIT_MS[match?.[2] ?? ""];
  return match && unit !== undefined ? Number(match[1]) * unit : undefined;
}
