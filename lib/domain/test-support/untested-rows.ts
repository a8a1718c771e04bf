import { Lens, type LensRow, type LensSubject } from "../lens.ts";

/** A series of a golden test; what is left out is empty. */
export type GoldenSubject = {
  name: string;
  unit?: string;
  attributes?: Readonly<Record<string, string>>;
  resource?: Readonly<Record<string, string>>;
};

/** The subject as a lens looks at it. */
export const lensSubject = (golden: GoldenSubject): LensSubject => ({
  name: golden.name,
  unit: golden.unit ?? "",
  attributes: new Map(Object.entries(golden.attributes ?? {})),
  resource: new Map(Object.entries(golden.resource ?? {})),
});

/** Rows of a lens that no golden series is read by as one of its measures: "metric of library is measure". */
export function untestedRows<Dimension extends string, Measure extends string>(
  rows: readonly LensRow<Dimension, Measure>[],
  goldens: readonly GoldenSubject[],
): string[] {
  const subjects = goldens.map(lensSubject);
  return rows.flatMap((row) => {
    const lens = new Lens<Dimension, Measure>([], [row]);
    const told = new Set(subjects.map((subject) => lens.read(subject)?.measure));
    return measuresOf(row)
      .filter((measure) => !told.has(measure))
      .map((measure) => `${row.metric} of ${row.library} is ${measure}`);
  });
}

function measuresOf<Measure extends string>({ measure }: LensRow<string, Measure>): Measure[] {
  if (typeof measure === "string") return [measure];
  const all = Object.values<Measure>(measure.values);
  return [...new Set(measure.otherwise ? [...all, measure.otherwise] : all)];
}
